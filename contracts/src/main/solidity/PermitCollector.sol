// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {IDepositCollector} from "./IBatchSettlement.sol";

/// @notice Moves one amount from one payer to one place while it is being created, and nothing ever after.
contract OneTransfer {
    using SafeERC20 for IERC20;

    constructor(IERC20 token, address from, address to, uint256 amount) {
        token.safeTransferFrom(from, to, amount);
    }
}

/// @notice Collects a deposit by the payer's EIP-2612 permit, for tokens that do not know ERC-3009.
/// @dev A permit names a spender and no channel, so the spender is an address that can only ever do this one transfer:
/// it is derived from channel, payer, token and amount. Whoever sees the permit, even whoever uses it first, can
/// bring the money to that channel and nowhere else, and there is no allowance to this contract that could be drained.
contract PermitCollector is IDepositCollector {
    address public immutable settlement;

    error NotSettlement(address sender);
    error PermitUsed(address spender);

    constructor(address settlement_) {
        settlement = settlement_;
    }

    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external
    {
        if (msg.sender != settlement) revert NotSettlement(msg.sender);
        (uint256 salt, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(collectorData, (uint256, uint256, uint8, bytes32, bytes32));
        address spender = spenderOf(channelId, payer, token, amount, salt);
        // A second creation would fail too, but burn all gas.
        if (spender.code.length != 0) revert PermitUsed(spender);
        // It may have been used by somebody else a moment ago: then the allowance is there, and the transfer decides.
        try IERC20Permit(token).permit(payer, spender, amount, deadline, v, r, s) {} catch {}
        Create2.deploy(0, _salt(channelId, salt), _code(payer, token, amount));
    }

    /// @notice Whom a permit must name as its spender; the salt makes each deposit one of its own.
    function spenderOf(bytes32 channelId, address payer, address token, uint256 amount, uint256 salt)
        public
        view
        returns (address)
    {
        return Create2.computeAddress(_salt(channelId, salt), keccak256(_code(payer, token, amount)));
    }

    function _salt(bytes32 channelId, uint256 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(channelId, salt));
    }

    function _code(address payer, address token, uint256 amount) private view returns (bytes memory) {
        return abi.encodePacked(type(OneTransfer).creationCode, abi.encode(token, payer, settlement, amount));
    }
}

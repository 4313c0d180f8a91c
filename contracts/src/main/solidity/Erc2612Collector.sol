// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IDepositCollector} from "./IBatchSettlement.sol";

/// @notice Collects a deposit by the payer's EIP-2612 permit, for an erc20 without ERC-3009.
/// @dev A permit names no channel: alone it would let anyone who sees it fund a channel that pays themselves. So the
/// payer signs the channel too, and an allowance that is left over is worth nothing without such a signature.
contract Erc2612Collector is IDepositCollector, EIP712 {
    using SafeERC20 for IERC20;

    bytes32 public constant DEPOSIT_TYPEHASH =
        keccak256("Deposit(bytes32 channelId,uint256 amount,uint256 permitNonce,uint256 deadline)");

    address public immutable settlement;

    mapping(bytes32 depositDigest => bool) public isUsed;

    error NotSettlement(address sender);
    error DepositExpired(uint256 deadline);
    error DepositUsed();
    error BadDepositSignature();

    constructor(address settlement_) EIP712("Tributary Permit Deposit", "1") {
        settlement = settlement_;
    }

    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external
    {
        if (msg.sender != settlement) revert NotSettlement(msg.sender);
        (uint256 permitNonce, uint256 deadline, uint8 v, bytes32 r, bytes32 s, bytes memory depositSignature) =
            abi.decode(collectorData, (uint256, uint256, uint8, bytes32, bytes32, bytes));
        if (block.timestamp > deadline) revert DepositExpired(deadline);
        bytes32 digest = getDepositDigest(channelId, amount, permitNonce, deadline);
        if (isUsed[digest]) revert DepositUsed();
        if (!SignatureChecker.isValidSignatureNow(payer, digest, depositSignature)) revert BadDepositSignature();
        isUsed[digest] = true;
        // Someone may have sent the permit alone before us: what counts is the allowance.
        try IERC20Permit(token).permit(payer, address(this), amount, deadline, v, r, s) {} catch {}
        IERC20(token).safeTransferFrom(payer, settlement, amount);
    }

    /// @notice What the payer signs beside the permit; each signature is good for one deposit.
    function getDepositDigest(bytes32 channelId, uint256 amount, uint256 permitNonce, uint256 deadline)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(DEPOSIT_TYPEHASH, channelId, amount, permitNonce, deadline)));
    }
}

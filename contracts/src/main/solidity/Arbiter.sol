// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IAssetRegistry} from "./IAssetRegistry.sol";
import {IArbiter} from "./IRevenuePool.sol";
import {ReceiptFaults} from "./ReceiptFaults.sol";
import {RevenuePool} from "./RevenuePool.sol";

/// @notice Has a pending root rejected once it is proven wrong.
/// @dev A challenge is committed to at least a block before it is shown: who copies it from the pending transactions
/// is too late. It cannot hurt a right root, whoever sends it and however often: only what is proven counts.
contract Arbiter is IArbiter, ReceiptFaults {
    mapping(bytes32 commitment => uint256) public committedAtBlock;

    event Committed(bytes32 indexed commitment);
    event Proven(bytes32 indexed roots, address indexed challenger, bytes4 fault);

    error NotCommitted();
    error CommittedThisBlock();
    error NotAFault(bytes4 selector);

    constructor(RevenuePool pool_, IAssetRegistry registry_) ReceiptFaults(pool_, registry_) {}

    /// @notice Announces a challenge without showing it.
    function commit(bytes32 commitment) external {
        if (committedAtBlock[commitment] == 0) committedAtBlock[commitment] = block.number;
        emit Committed(commitment);
    }

    /// @notice Shows a challenge: the call of one of the functions that prove a fault.
    function challenge(bytes calldata fault, bytes32 salt) external {
        uint256 committed = committedAtBlock[commitmentOf(msg.sender, fault, salt)];
        if (committed == 0) revert NotCommitted();
        if (committed >= block.number) revert CommittedThisBlock();
        // Static: a fault is only looked at. What is no fault cannot answer the hash of the pending roots.
        (bool proven, bytes memory answer) = address(this).staticcall(fault);
        if (!proven) _revertWith(answer);
        if (answer.length != 32) revert NotAFault(bytes4(fault));
        bytes32 roots = abi.decode(answer, (bytes32));
        emit Proven(roots, msg.sender, bytes4(fault));
        judged.reject(roots, msg.sender);
    }

    function commitmentOf(address challenger, bytes calldata fault, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(challenger, keccak256(fault), salt));
    }

    function pool() external view returns (address) {
        return address(judged);
    }

    function _revertWith(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}

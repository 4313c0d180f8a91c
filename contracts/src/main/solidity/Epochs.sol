// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "./IRevenuePool.sol";
import {MerkleList} from "./MerkleList.sol";
import {MerkleSum} from "./MerkleSum.sol";
import {Receipts} from "./Receipts.sol";

/// @notice What an epoch's roots commit to, opened: accounts, credits and receipts, each shown to be in its place.
library Epochs {
    using Receipts for Receipts.Receipt;

    /// A payee's credits of one epoch: a Merkle-sum tree, and what was carried into the epoch.
    struct Credits {
        bytes32 root;
        uint64 count;
        uint128 sum;
        uint32 carry;
    }

    /// A leaf of the payout tree with its credits' commitment.
    struct Account {
        address payee;
        uint128 previous;
        uint128 amount;
        Credits credits;
    }

    struct Credit {
        uint64 receipt;
        uint128 millionths;
    }

    struct AccountAt {
        Account account;
        IRevenuePool.Proof proof;
    }

    struct CreditAt {
        Credit credit;
        IRevenuePool.Proof proof;
    }

    struct ReceiptList {
        bytes32 root;
        uint64 count;
    }

    struct ReceiptAt {
        Receipts.Receipt receipt;
        uint64 index;
        bytes32[] siblings;
    }

    /// An inner node by what it was hashed from, and the sum that its parent claims for it.
    struct Node {
        uint128 claimed;
        uint8 layer;
        MerkleSum.Sibling left;
        MerkleSum.Sibling right;
        IRevenuePool.Proof proof;
    }

    uint256 internal constant MILLIONTHS = 1e6;

    function hashOf(IRevenuePool.Roots calldata roots) internal pure returns (bytes32) {
        return keccak256(abi.encode(roots));
    }

    /// Hashed twice, as the pool does.
    function hashOf(Account calldata account) internal pure returns (bytes32) {
        bytes32 credits = keccak256(abi.encode(account.credits));
        bytes32 once = keccak256(abi.encode(account.payee, account.previous, account.amount, credits));
        return keccak256(bytes.concat(once));
    }

    function hashOf(Credit calldata credit) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(credit))));
    }

    /// @notice What was earned by the end of the epoch and is not granted, or is granted by it.
    function earned(Credits calldata credits) internal pure returns (uint256) {
        return uint256(credits.carry) + credits.sum;
    }

    /// @notice The table's node of this hash stands where the proof says, with this sum.
    function requireIn(
        IRevenuePool.Roots calldata roots,
        bytes32 hash,
        uint128 sum,
        uint8 layer,
        IRevenuePool.Proof calldata proof
    ) internal pure {
        _requireIn(roots.payoutRoot, roots.total, roots.payees, hash, sum, layer, proof);
    }

    function requireIn(IRevenuePool.Roots calldata roots, AccountAt calldata shown) internal pure {
        requireIn(roots, hashOf(shown.account), shown.account.amount, 0, shown.proof);
    }

    function requireIn(
        Credits calldata credits,
        bytes32 hash,
        uint128 sum,
        uint8 layer,
        IRevenuePool.Proof calldata proof
    ) internal pure {
        _requireIn(credits.root, credits.sum, credits.count, hash, sum, layer, proof);
    }

    function requireIn(Credits calldata credits, CreditAt calldata shown) internal pure {
        requireIn(credits, hashOf(shown.credit), shown.credit.millionths, 0, shown.proof);
    }

    /// @notice These are the receipts behind the roots.
    function requireList(IRevenuePool.Roots calldata roots, ReceiptList calldata list) internal pure {
        if (keccak256(abi.encode(list)) != roots.receiptsRoot) revert MerkleSum.BadProof();
    }

    function requireIn(
        IRevenuePool.Roots calldata roots,
        ReceiptList calldata list,
        ReceiptAt calldata shown,
        address pool
    ) internal view {
        requireList(roots, list);
        bytes32 leaf = shown.receipt.digest(pool);
        if (MerkleList.rootOf(leaf, shown.index, list.count, shown.siblings) != list.root) revert MerkleSum.BadProof();
    }

    /// @notice Nobody between these neighbours: the table's whole, its first or its last, or two side by side.
    function requireAbsent(IRevenuePool.Roots calldata roots, address payee, AccountAt[] calldata neighbours)
        internal
        pure
    {
        if (neighbours.length == 0 && roots.payees == 0) return;
        bool below = neighbours.length > 0 && neighbours[0].account.payee < payee;
        for (uint256 i; i < neighbours.length; ++i) {
            requireIn(roots, neighbours[i]);
            if (neighbours[i].account.payee == payee) revert MerkleSum.BadProof();
        }
        if (neighbours.length == 2) {
            if (!below || neighbours[1].account.payee < payee) revert MerkleSum.BadProof();
            if (neighbours[1].proof.index != neighbours[0].proof.index + 1) revert MerkleSum.BadProof();
        } else if (neighbours.length != 1 || neighbours[0].proof.index != (below ? roots.payees - 1 : 0)) {
            revert MerkleSum.BadProof();
        }
    }

    /// @notice The same for the credit of a receipt.
    function requireAbsent(Credits calldata credits, uint64 receipt, CreditAt[] calldata neighbours) internal pure {
        if (neighbours.length == 0 && credits.count == 0) return;
        bool below = neighbours.length > 0 && neighbours[0].credit.receipt < receipt;
        for (uint256 i; i < neighbours.length; ++i) {
            requireIn(credits, neighbours[i]);
            if (neighbours[i].credit.receipt == receipt) revert MerkleSum.BadProof();
        }
        if (neighbours.length == 2) {
            if (!below || neighbours[1].credit.receipt < receipt) revert MerkleSum.BadProof();
            if (neighbours[1].proof.index != neighbours[0].proof.index + 1) revert MerkleSum.BadProof();
        } else if (neighbours.length != 1 || neighbours[0].proof.index != (below ? credits.count - 1 : 0)) {
            revert MerkleSum.BadProof();
        }
    }

    function hashOf(Node calldata node) internal pure returns (bytes32) {
        return keccak256(abi.encode(node.left, node.right));
    }

    function addsUp(Node calldata node) internal pure returns (bool) {
        return uint256(node.left.sum) + node.right.sum == node.claimed;
    }

    /// A node of a higher layer is a leaf of the tree that begins there.
    function _requireIn(
        bytes32 root,
        uint128 total,
        uint64 leaves,
        bytes32 hash,
        uint128 sum,
        uint8 layer,
        IRevenuePool.Proof calldata proof
    ) private pure {
        for (uint256 i; i < layer; ++i) {
            leaves = leaves / 2 + leaves % 2;
        }
        (bytes32 top, uint128 all) = MerkleSum.rootOf(hash, sum, proof.index, leaves, proof.siblings);
        if (top != root || all != total) revert MerkleSum.BadProof();
    }
}

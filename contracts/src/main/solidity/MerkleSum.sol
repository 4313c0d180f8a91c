// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @notice A Merkle tree whose every node commits to the sum of the amounts below it.
/// @dev The number of leaves fixes the tree's shape (an odd node moves up as it is), so that each leaf has one place,
/// neighbours can be shown to be neighbours, and leaves with valid proofs never sum to more than the root.
library MerkleSum {
    struct Sibling {
        bytes32 hash;
        uint128 sum;
    }

    error BadProof();

    /// @notice The root and the sum that a leaf's proof leads to.
    function rootOf(bytes32 leaf, uint128 amount, uint64 index, uint64 leaves, Sibling[] calldata siblings)
        internal
        pure
        returns (bytes32 root, uint128 sum)
    {
        if (index >= leaves) revert BadProof();
        (root, sum) = (leaf, amount);
        uint256 used;
        for (uint256 width = leaves; width > 1; width = (width + 1) >> 1) {
            if ((index ^ 1) < width) {
                if (used == siblings.length) revert BadProof();
                Sibling calldata sibling = siblings[used++];
                root = index & 1 == 0
                    ? _node(root, sum, sibling.hash, sibling.sum)
                    : _node(sibling.hash, sibling.sum, root, sum);
                sum += sibling.sum;
            }
            index >>= 1;
        }
        if (used != siblings.length) revert BadProof();
    }

    function _node(bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum) private pure returns (bytes32) {
        return keccak256(abi.encode(left, leftSum, right, rightSum));
    }
}

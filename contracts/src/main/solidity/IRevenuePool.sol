// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {MerkleSum} from "./MerkleSum.sol";

/// @notice Judges challenges; it alone may reject a pending root.
interface IArbiter {
    function pool() external view returns (address);
}

/// @notice The types, events and errors of the pool.
interface IRevenuePool {
    /// What an epoch commits to: a Merkle-sum tree of `payees` leaves that sum to `total`, and the receipts behind it.
    struct Roots {
        bytes32 payoutRoot;
        uint64 payees;
        uint128 total;
        bytes32 receiptsRoot;
    }

    /// The epoch a leaf is claimed from, with what its proof does not give.
    struct Posted {
        uint64 epoch;
        uint64 payees;
        bytes32 receiptsRoot;
    }

    /// What a payee had been granted before the epoch, what in all, and the credits that explain the difference.
    struct Leaf {
        address payee;
        uint128 previous;
        uint128 amount;
        bytes32 creditsRoot;
    }

    struct Proof {
        uint64 index;
        MerkleSum.Sibling[] siblings;
    }

    event Proposed(uint64 indexed epoch, address indexed poster, bytes32 roots, Roots posted, uint40 activatesAt);
    event Activated(uint64 indexed epoch, bytes32 roots, uint128 total);
    event Rejected(uint64 indexed epoch, bytes32 roots, address indexed poster, address indexed challenger);
    event Paid(address indexed payee, uint256 amount, uint256 cumulative);
    event Unpaid(address indexed payee, uint256 amount);
    event ArbiterSet(address indexed arbiter);

    error MayNotPost(address sender);
    error WrongEpoch(uint64 expected);
    error RootPending(uint64 epoch);
    error NoRootPending();
    error NotDue(uint40 activatesAt);
    error EmptyRoot();
    error TotalFell(uint128 activatedTotal);
    error NothingGranted();
    error TotalAboveReceived(uint256 received);
    error BondTooSmall(uint128 needed);
    error UnknownRoot(uint64 epoch);
    error AmountFell();
    error PoolAsPayee();
    error NothingToClaim();
    error AboveActivated();
    error ProofsMissing();
    error NotArbiter(address sender);
    error ArbiterIsSet();
    error BadArbiter();
    error NotPending(bytes32 roots);
}

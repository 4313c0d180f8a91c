// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Epochs} from "./Epochs.sol";
import {IRevenuePool} from "./IRevenuePool.sol";
import {RevenuePool} from "./RevenuePool.sol";

/// @notice Proofs that a payout table contradicts itself or the table before it.
/// @dev Each names what is wrong, and answers the hash of the roots that it proves wrong, or reverts. None writes.
abstract contract TableFaults {
    using Epochs for Epochs.Account;
    using Epochs for Epochs.Credit;
    using Epochs for Epochs.Credits;
    using Epochs for Epochs.Node;
    using Epochs for IRevenuePool.Roots;

    RevenuePool internal immutable judged;

    /// Everything that was shown may well be right.
    error NothingWrong();

    constructor(RevenuePool pool) {
        judged = pool;
    }

    /// @notice A table of nobody: no honest epoch has one.
    function emptyTable(IRevenuePool.Roots calldata roots) external pure returns (bytes32) {
        return _proven(roots, roots.payees == 0);
    }

    /// @notice An inner node whose two sums are not what is claimed for it.
    function wrongSum(IRevenuePool.Roots calldata roots, Epochs.Node calldata node) external pure returns (bytes32) {
        roots.requireIn(node.hashOf(), node.claimed, node.layer, node.proof);
        return _proven(roots, !node.addsUp());
    }

    /// @notice An account that the tree counts with another amount than its own.
    function wrongAmount(IRevenuePool.Roots calldata roots, Epochs.AccountAt calldata shown, uint128 claimed)
        external
        pure
        returns (bytes32)
    {
        roots.requireIn(shown.account.hashOf(), claimed, 0, shown.proof);
        return _proven(roots, shown.account.amount != claimed);
    }

    /// @notice Two neighbours of which the second's payee is not above the first's: out of order, or doubled.
    function disorder(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata first,
        Epochs.AccountAt calldata second
    ) external pure returns (bytes32) {
        roots.requireIn(first);
        roots.requireIn(second);
        bool neighbours = second.proof.index == first.proof.index + 1;
        return _proven(roots, neighbours && second.account.payee <= first.account.payee);
    }

    /// @notice Credits of nothing that sum to something.
    function emptyCredits(IRevenuePool.Roots calldata roots, Epochs.AccountAt calldata shown)
        external
        pure
        returns (bytes32)
    {
        roots.requireIn(shown);
        Epochs.Credits calldata credits = shown.account.credits;
        return _proven(roots, credits.count == 0 && (credits.sum != 0 || credits.root != 0));
    }

    function wrongCreditsSum(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.Node calldata node
    ) external pure returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireIn(node.hashOf(), node.claimed, node.layer, node.proof);
        return _proven(roots, !node.addsUp());
    }

    function wrongCreditAmount(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.CreditAt calldata credit,
        uint128 claimed
    ) external pure returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireIn(credit.credit.hashOf(), claimed, 0, credit.proof);
        return _proven(roots, credit.credit.millionths != claimed);
    }

    function creditDisorder(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.CreditAt calldata first,
        Epochs.CreditAt calldata second
    ) external pure returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireIn(first);
        shown.account.credits.requireIn(second);
        bool neighbours = second.proof.index == first.proof.index + 1;
        return _proven(roots, neighbours && second.credit.receipt <= first.credit.receipt);
    }

    /// @notice An increase that is not the whole base units of what was carried and credited.
    function wrongIncrease(IRevenuePool.Roots calldata roots, Epochs.AccountAt calldata shown)
        external
        pure
        returns (bytes32)
    {
        roots.requireIn(shown);
        uint256 increase = shown.account.credits.earned() / Epochs.MILLIONTHS;
        return _proven(roots, shown.account.amount != shown.account.previous + increase);
    }

    /// @notice An account that does not begin with what the last activated epoch left it.
    function wrongPrevious(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        IRevenuePool.Roots calldata last,
        Epochs.AccountAt calldata before
    ) external view returns (bytes32) {
        _requireLast(last);
        roots.requireIn(shown);
        last.requireIn(before);
        if (before.account.payee != shown.account.payee) revert NothingWrong();
        uint256 carry = before.account.credits.earned() % Epochs.MILLIONTHS;
        bool follows = shown.account.previous == before.account.amount && shown.account.credits.carry == carry;
        return _proven(roots, !follows);
    }

    /// @notice An account that the last activated epoch does not know, and that begins with something or earns nothing.
    /// @param last anything where no epoch is active yet, and nobody is a neighbour then
    function unfounded(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        IRevenuePool.Roots calldata last,
        Epochs.AccountAt[] calldata neighbours
    ) external view returns (bytes32) {
        roots.requireIn(shown);
        if (judged.activeEpoch() != 0) {
            _requireLast(last);
            last.requireAbsent(shown.account.payee, neighbours);
        }
        Epochs.Account calldata account = shown.account;
        return _proven(roots, account.previous != 0 || account.credits.carry != 0 || account.credits.count == 0);
    }

    /// @notice An account of the last activated epoch that is there no more.
    function dropped(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt[] calldata neighbours,
        IRevenuePool.Roots calldata last,
        Epochs.AccountAt calldata before
    ) external view returns (bytes32) {
        _requireLast(last);
        last.requireIn(before);
        roots.requireAbsent(before.account.payee, neighbours);
        return _proven(roots, true);
    }

    function _proven(IRevenuePool.Roots calldata roots, bool wrong) internal pure returns (bytes32) {
        if (!wrong) revert NothingWrong();
        return roots.hashOf();
    }

    function _requireLast(IRevenuePool.Roots calldata last) private view {
        uint64 epoch = judged.activeEpoch();
        if (epoch == 0 || judged.activatedRoots(epoch) != last.hashOf()) revert IRevenuePool.UnknownRoot(epoch);
    }
}

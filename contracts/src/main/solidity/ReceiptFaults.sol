// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Epochs} from "./Epochs.sol";
import {IAssetRegistry} from "./IAssetRegistry.sol";
import {IRevenuePool} from "./IRevenuePool.sol";
import {Lineage} from "./Lineage.sol";
import {Receipts} from "./Receipts.sol";
import {RevenuePool} from "./RevenuePool.sol";
import {TableFaults} from "./TableFaults.sol";

/// @notice Proofs that credits contradict receipts, or receipts the registry, their own figures or each other.
abstract contract ReceiptFaults is TableFaults {
    using Epochs for Epochs.Credits;
    using Epochs for IRevenuePool.Roots;
    using Receipts for Receipts.Receipt;
    using Receipts for Receipts.Share;

    /// How long after its quote a call may end (a gateway that was away ends its calls when it is back), and by how much
    /// the clocks of gateways may differ.
    uint64 public constant LONGEST_CALL = 1 days;
    uint64 public constant CLOCK_TOLERANCE = 1 minutes;

    uint256 private constant BPS = 10_000;

    IAssetRegistry public immutable registry;

    /// The table that was brought is not the asset's.
    error OtherLineage();

    constructor(RevenuePool pool, IAssetRegistry registry_) TableFaults(pool) {
        registry = registry_;
    }

    /// @notice A credit that names a receipt beyond the last.
    function creditWithoutReceipt(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.CreditAt calldata credit,
        Epochs.ReceiptList calldata list
    ) external pure returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireIn(credit);
        roots.requireList(list);
        return _proven(roots, credit.credit.receipt >= list.count);
    }

    /// @notice A credit of another amount than its receipt owes the payee; one of nothing is wrong, too.
    function wrongCredit(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.CreditAt calldata credit,
        Epochs.ReceiptList calldata list,
        Epochs.ReceiptAt calldata receipt
    ) external view returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireIn(credit);
        roots.requireIn(list, receipt, address(judged));
        if (credit.credit.receipt != receipt.index) revert NothingWrong();
        uint256 owed = receipt.receipt.owedTo(shown.account.payee);
        return _proven(roots, owed == 0 || owed != credit.credit.millionths);
    }

    /// @notice An account without a credit for what a receipt owes its payee.
    function missingCredit(
        IRevenuePool.Roots calldata roots,
        Epochs.AccountAt calldata shown,
        Epochs.CreditAt[] calldata neighbours,
        Epochs.ReceiptList calldata list,
        Epochs.ReceiptAt calldata receipt
    ) external view returns (bytes32) {
        roots.requireIn(shown);
        shown.account.credits.requireAbsent(receipt.index, neighbours);
        roots.requireIn(list, receipt, address(judged));
        return _proven(roots, receipt.receipt.owedTo(shown.account.payee) != 0);
    }

    /// @notice Somebody whom a receipt owes and who has no account.
    function missingAccount(
        IRevenuePool.Roots calldata roots,
        address payee,
        Epochs.AccountAt[] calldata neighbours,
        Epochs.ReceiptList calldata list,
        Epochs.ReceiptAt calldata receipt
    ) external view returns (bytes32) {
        roots.requireAbsent(payee, neighbours);
        roots.requireIn(list, receipt, address(judged));
        return _proven(roots, receipt.receipt.owedTo(payee) != 0);
    }

    /// @notice Two receipts that charge one channel for the same; the other one may be of an activated epoch.
    function overlap(
        IRevenuePool.Roots calldata roots,
        Epochs.ReceiptList calldata list,
        Epochs.ReceiptAt calldata one,
        uint64 otherEpoch,
        IRevenuePool.Roots calldata otherRoots,
        Epochs.ReceiptList calldata otherList,
        Epochs.ReceiptAt calldata other
    ) external view returns (bytes32) {
        roots.requireIn(list, one, address(judged));
        otherRoots.requireIn(otherList, other, address(judged));
        bytes32 otherHash = otherRoots.hashOf();
        if (otherHash == roots.hashOf()) {
            if (one.index == other.index) revert NothingWrong();
        } else if (judged.activatedRoots(otherEpoch) != otherHash) {
            revert IRevenuePool.UnknownRoot(otherEpoch);
        }
        return _proven(roots, _overlap(one.receipt, other.receipt));
    }

    /// @notice A receipt that contradicts the registry or itself.
    /// @param lineage the flat table of the receipt's model; any where no such asset is registered
    function wrongReceipt(
        IRevenuePool.Roots calldata roots,
        Epochs.ReceiptList calldata list,
        Epochs.ReceiptAt calldata receipt,
        Lineage.Ancestor[] calldata lineage
    ) external view returns (bytes32) {
        roots.requireIn(list, receipt, address(judged));
        return _proven(roots, !_isRight(receipt.receipt, lineage));
    }

    function _isRight(Receipts.Receipt calldata receipt, Lineage.Ancestor[] calldata lineage)
        private
        view
        returns (bool)
    {
        bytes32 content = registry.contentHashOf(receipt.modelAsset);
        if (content == 0 || content != receipt.contentHash) return false;
        if (registry.flatHashOf(receipt.modelAsset) != keccak256(abi.encode(lineage))) revert OtherLineage();
        (uint32 version, IAssetRegistry.Terms memory terms) = registry.termsAt(receipt.modelAsset, receipt.period);
        return version == receipt.termsVersion && _arePrices(receipt.prices, terms) && _isQuotedInTime(receipt)
            && receipt.isCharged() && _isSplit(receipt, terms, lineage);
    }

    function _arePrices(Receipts.Prices calldata prices, IAssetRegistry.Terms memory terms)
        private
        pure
        returns (bool)
    {
        return prices.prompt == terms.promptPrice && prices.cached == terms.cachedPrice
            && prices.completion == terms.completionPrice && prices.pixels == terms.pixelPrice;
    }

    /// The period is that of the quote, and the time when the call ended; it ended before it was posted.
    function _isQuotedInTime(Receipts.Receipt calldata receipt) private view returns (bool) {
        uint64 ended = receipt.time / 1000;
        uint64 from = ended < LONGEST_CALL ? 0 : ended - LONGEST_CALL;
        return receipt.period >= registry.periodOf(from) && receipt.period <= registry.periodOf(ended + CLOCK_TOLERANCE)
            && ended <= block.timestamp + CLOCK_TOLERANCE;
    }

    function _isSplit(
        Receipts.Receipt calldata receipt,
        IAssetRegistry.Terms memory terms,
        Lineage.Ancestor[] calldata lineage
    ) private view returns (bool) {
        uint256 workers = receipt.workers.length;
        if (workers == 0 || receipt.split.length != 2 + workers + lineage.length) return false;
        uint256 rest = uint256(receipt.to - receipt.from) * Receipts.MILLIONTHS;
        // Exact: a million is a multiple of 10^4.
        uint256 fee = rest * terms.feeBps / BPS;
        uint256 work = rest * terms.workerBps / BPS;
        if (!receipt.split[0].isShare(Receipts.GATEWAY, 0, fee) || !receipt.areWorkersPaid(work)) return false;
        return _areOwnersPaid(receipt, rest - fee - work, lineage);
    }

    function _areOwnersPaid(Receipts.Receipt calldata receipt, uint256 rest, Lineage.Ancestor[] calldata lineage)
        private
        view
        returns (bool)
    {
        uint256 first = 1 + receipt.workers.length;
        uint256 left = rest;
        for (uint256 i; i < lineage.length; ++i) {
            uint256 share = rest * lineage[i].ppb / Lineage.PPB;
            left -= share;
            if (!_isOwners(receipt, first + 1 + i, lineage[i].asset, share)) return false;
        }
        return _isOwners(receipt, first, receipt.modelAsset, left);
    }

    function _isOwners(Receipts.Receipt calldata receipt, uint256 place, uint256 asset, uint256 millionths)
        private
        view
        returns (bool)
    {
        Receipts.Share calldata share = receipt.split[place];
        return share.isShare(Receipts.OWNER, asset, millionths)
            && share.payee == registry.payeeAt(asset, receipt.period);
    }

    /// Calls that cost nothing take nothing from one another.
    function _overlap(Receipts.Receipt calldata one, Receipts.Receipt calldata other) private pure returns (bool) {
        uint128 from = one.from > other.from ? one.from : other.from;
        uint128 to = one.to < other.to ? one.to : other.to;
        return one.channelTag == other.channelTag && from < to;
    }
}

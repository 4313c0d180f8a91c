// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Arbiter} from "../../main/solidity/Arbiter.sol";
import {Epochs} from "../../main/solidity/Epochs.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {Receipts} from "../../main/solidity/Receipts.sol";
import {PoolFixture} from "./PoolFixture.sol";
import {Digests} from "./Digests.sol";
import {Records} from "./Records.sol";

/// An operator that can compute honest epochs, and be told to tamper with them.
abstract contract EpochFixture is PoolFixture {
    using Digests for Receipts.Receipt;

    uint256 internal constant NOWHERE = type(uint256).max;
    uint64 internal constant TODAY = 1000;
    uint128 internal constant RICH = 1e12;

    struct Entry {
        address payee;
        uint128 previous;
        uint128 amount;
        uint32 carry;
        Epochs.Credit[] credits;
    }

    struct Epoch {
        Receipts.Receipt[] receipts;
        Entry[] entries;
    }

    Records internal records = new Records();
    Arbiter internal arbiter = new Arbiter(pool, records);
    address internal challenger = address(0xC4A1);

    /// What the next payout tree claims too much, and where.
    uint256 internal tamperedLayer = NOWHERE;
    uint256 internal tamperedIndex;
    int256 internal tamperedBy;
    /// The same for the credits of one payee.
    address internal tamperedPayee;

    constructor() {
        vm.warp(uint256(TODAY) * 1 days + 12 hours);
        pool.setArbiter(arbiter);
        erc20.faucet(address(pool), RICH);
        bond(operator, RICH);
    }

    // ---- receipts

    function lineageOf(uint256 ancestors) internal pure returns (Lineage.Ancestor[] memory lineage) {
        lineage = new Lineage.Ancestor[](ancestors);
        for (uint256 i; i < ancestors; ++i) {
            lineage[i] = Lineage.Ancestor(uint96(100 + i), uint32(1e9 / (ancestors + 2) + i));
        }
    }

    /// Asset 1 was made from this many others, which belong to payees of a small town.
    function registerAssets(uint256 ancestors) internal {
        Lineage.Ancestor[] memory lineage = lineageOf(ancestors);
        IAssetRegistry.Terms memory terms = IAssetRegistry.Terms(150, 40, 600, 5, 6000, 500);
        records.register(1, address(0x0A11), terms, lineage);
        for (uint256 i; i < ancestors; ++i) {
            records.register(100 + i, address(uint160(0x2000 + i / 2)), terms, new Lineage.Ancestor[](0));
        }
    }

    /// An honest receipt for asset 1 by the terms and payees of a period.
    function receipt(uint64 period, uint128 from, uint64 seed, uint256 workers)
        internal
        view
        returns (Receipts.Receipt memory made)
    {
        (uint32 version, IAssetRegistry.Terms memory terms) = records.termsAt(1, period);
        made.callId = bytes32(uint256(seed) << 128);
        made.modelAsset = 1;
        made.contentHash = records.contentHashOf(1);
        made.channelTag = keccak256("channel");
        (made.period, made.termsVersion) = (period, version);
        made.time = (period * 1 days + 100) * 1000;
        made.usage = Receipts.Usage(1000 + seed % 7777, seed % 1000, 1 + seed % 999, seed % 5000);
        made.prices =
            Receipts.Prices(terms.promptPrice, terms.cachedPrice, terms.completionPrice, terms.pixelPrice);
        made.workers = new Receipts.Delivered[](workers);
        for (uint256 i; i < workers; ++i) {
            uint64 delivered = seed % 11 == 0 ? 0 : uint64((seed >> i) % 500);
            made.workers[i] = Receipts.Delivered(address(uint160(i)), address(uint160(0x3000 + i % 3)), delivered);
        }
        made.from = from;
        made.to = from + costOf(made.usage, made.prices);
        made.split = splitOf(made, terms);
    }

    function costOf(Receipts.Usage memory usage, Receipts.Prices memory prices) internal pure returns (uint128) {
        uint256 cost = uint256(usage.prompt - usage.cached) * prices.prompt + uint256(usage.cached) * prices.cached
            + uint256(usage.completion) * prices.completion + uint256(usage.pixels) * prices.pixels;
        return uint128(cost / 1e6 + (cost % 1e6 == 0 ? 0 : 1));
    }

    function splitOf(Receipts.Receipt memory made, IAssetRegistry.Terms memory terms)
        internal
        view
        returns (Receipts.Share[] memory split)
    {
        Lineage.Ancestor[] memory lineage = records.lineage(1);
        uint256 workers = made.workers.length;
        split = new Receipts.Share[](2 + workers + lineage.length);
        uint128 left = (made.to - made.from) * 1e6;
        uint128 work = left / 10_000 * terms.workerBps;
        split[0] = Receipts.Share(0, 0, address(0x6A7E), left / 10_000 * terms.feeBps);
        left -= work + split[0].millionths;
        payWorkers(made.workers, split, work);
        uint128 rest = left;
        for (uint256 i; i < lineage.length; ++i) {
            uint128 share = uint128(uint256(rest) * lineage[i].ppb / 1e9);
            left -= share;
            split[2 + workers + i] =
                Receipts.Share(2, lineage[i].asset, records.payeeAt(lineage[i].asset, made.period), share);
        }
        split[1 + workers] = Receipts.Share(2, 1, records.payeeAt(1, made.period), left);
    }

    function payWorkers(Receipts.Delivered[] memory workers, Receipts.Share[] memory split, uint128 work)
        private
        pure
    {
        uint256 all;
        for (uint256 i; i < workers.length; ++i) all += workers[i].modelTokens;
        uint128 left = work;
        for (uint256 i; i < workers.length; ++i) {
            uint128 own = all == 0 ? 0 : uint128(uint256(work) * workers[i].modelTokens / all);
            if (i + 1 == workers.length) own = left;
            left -= own;
            split[1 + i] = Receipts.Share(1, 0, workers[i].payout, own);
        }
    }

    // ---- accounts

    /// The table that follows from the last one and an epoch's receipts.
    function account(Entry[] memory last, Receipts.Receipt[] memory receipts)
        internal
        pure
        returns (Entry[] memory entries)
    {
        address[] memory payees = payeesOf(last, receipts);
        entries = new Entry[](payees.length);
        for (uint256 i; i < payees.length; ++i) {
            Entry memory entry = entries[i];
            entry.payee = payees[i];
            for (uint256 j; j < last.length; ++j) {
                if (last[j].payee == payees[i]) {
                    (entry.previous, entry.carry) = (last[j].amount, carriedOn(last[j]));
                }
            }
            entry.credits = creditsOf(receipts, payees[i]);
            entry.amount = entry.previous + uint128((entry.carry + sumOf(entry.credits)) / 1e6);
        }
    }

    function creditsOf(Receipts.Receipt[] memory receipts, address payee)
        internal
        pure
        returns (Epochs.Credit[] memory credits)
    {
        credits = new Epochs.Credit[](receipts.length);
        uint256 count;
        for (uint64 i; i < receipts.length; ++i) {
            uint128 owed = owedTo(receipts[i], payee);
            if (owed > 0) credits[count++] = Epochs.Credit(i, owed);
        }
        shorten(credits, count);
    }

    function owedTo(Receipts.Receipt memory made, address payee) internal pure returns (uint128 owed) {
        for (uint256 i; i < made.split.length; ++i) {
            if (made.split[i].payee == payee) owed += made.split[i].millionths;
        }
    }

    function sumOf(Epochs.Credit[] memory credits) internal pure returns (uint256 sum) {
        for (uint256 i; i < credits.length; ++i) sum += credits[i].millionths;
    }

    function carriedOn(Entry memory entry) internal pure returns (uint32) {
        return uint32((entry.carry + sumOf(entry.credits)) % 1e6);
    }

    function shorten(Epochs.Credit[] memory credits, uint256 count) internal pure {
        assembly ("memory-safe") {
            mstore(credits, count)
        }
    }

    /// Everybody once, in order.
    function payeesOf(Entry[] memory last, Receipts.Receipt[] memory receipts)
        private
        pure
        returns (address[] memory payees)
    {
        payees = new address[](last.length + 60 * receipts.length);
        uint256 count;
        for (uint256 i; i < last.length; ++i) count = insert(payees, count, last[i].payee);
        for (uint256 i; i < receipts.length; ++i) {
            for (uint256 j; j < receipts[i].split.length; ++j) {
                if (receipts[i].split[j].millionths > 0) count = insert(payees, count, receipts[i].split[j].payee);
            }
        }
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    function insert(address[] memory payees, uint256 count, address payee) private pure returns (uint256) {
        uint256 place;
        while (place < count && payees[place] < payee) ++place;
        if (place < count && payees[place] == payee) return count;
        for (uint256 i = count; i > place; --i) payees[i] = payees[i - 1];
        payees[place] = payee;
        return count + 1;
    }

    // ---- trees

    function creditsRoot(Entry memory entry) internal view returns (Epochs.Credits memory) {
        if (entry.credits.length == 0) return Epochs.Credits(0, 0, 0, entry.carry);
        MerkleSum.Sibling[][] memory layers = creditTree(entry);
        MerkleSum.Sibling memory top = layers[layers.length - 1][0];
        return Epochs.Credits(top.hash, uint64(entry.credits.length), top.sum, entry.carry);
    }

    function accountOf(Entry memory entry) internal view returns (Epochs.Account memory) {
        return Epochs.Account(entry.payee, entry.previous, entry.amount, creditsRoot(entry));
    }

    function leafOf(Entry memory entry) internal view returns (IRevenuePool.Leaf memory) {
        return IRevenuePool.Leaf(
            entry.payee, entry.previous, entry.amount, keccak256(abi.encode(creditsRoot(entry)))
        );
    }

    function tableTree(Entry[] memory entries) internal view returns (MerkleSum.Sibling[][] memory) {
        MerkleSum.Sibling[] memory leaves = new MerkleSum.Sibling[](entries.length);
        for (uint256 i; i < entries.length; ++i) {
            leaves[i] = MerkleSum.Sibling(hashOf(leafOf(entries[i])), entries[i].amount);
        }
        return tree(leaves, tamperedPayee == address(0));
    }

    function creditTree(Entry memory entry) internal view returns (MerkleSum.Sibling[][] memory) {
        MerkleSum.Sibling[] memory leaves = new MerkleSum.Sibling[](entry.credits.length);
        for (uint256 i; i < entry.credits.length; ++i) {
            bytes32 hash = keccak256(bytes.concat(keccak256(abi.encode(entry.credits[i]))));
            leaves[i] = MerkleSum.Sibling(hash, entry.credits[i].millionths);
        }
        return tree(leaves, tamperedPayee == entry.payee);
    }

    function tree(MerkleSum.Sibling[] memory leaves, bool tampered)
        private
        view
        returns (MerkleSum.Sibling[][] memory layers)
    {
        uint256 height = 1;
        for (uint256 width = leaves.length; width > 1; width = (width + 1) / 2) ++height;
        layers = new MerkleSum.Sibling[][](height);
        layers[0] = leaves;
        for (uint256 i; i < height; ++i) {
            if (i > 0) layers[i] = above(layers[i - 1]);
            if (tampered && i == tamperedLayer) {
                MerkleSum.Sibling memory node = layers[i][tamperedIndex];
                layers[i][tamperedIndex] =
                    MerkleSum.Sibling(node.hash, uint128(uint256(int256(uint256(node.sum)) + tamperedBy)));
            }
        }
    }

    function proofIn(MerkleSum.Sibling[][] memory layers, uint256 layer, uint256 index)
        internal
        pure
        returns (IRevenuePool.Proof memory)
    {
        MerkleSum.Sibling[] memory found = new MerkleSum.Sibling[](layers.length);
        uint256 count;
        uint256 place = index;
        for (uint256 i = layer; i + 1 < layers.length; ++i) {
            if (place ^ 1 < layers[i].length) found[count++] = layers[i][place ^ 1];
            place /= 2;
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
        return IRevenuePool.Proof(uint64(index), found);
    }

    function rootsOf(Epoch memory epoch) internal view returns (IRevenuePool.Roots memory) {
        MerkleSum.Sibling[][] memory layers = tableTree(epoch.entries);
        MerkleSum.Sibling memory top = layers[layers.length - 1][0];
        bytes32 receiptsRoot = keccak256(abi.encode(listOf(epoch)));
        return IRevenuePool.Roots(top.hash, uint64(epoch.entries.length), top.sum, receiptsRoot);
    }

    function listOf(Epoch memory epoch) internal view returns (Epochs.ReceiptList memory) {
        bytes32[] memory layer = digests(epoch);
        if (layer.length == 0) return Epochs.ReceiptList(0, 0);
        while (layer.length > 1) layer = listAbove(layer);
        return Epochs.ReceiptList(layer[0], uint64(epoch.receipts.length));
    }

    function digests(Epoch memory epoch) private view returns (bytes32[] memory layer) {
        layer = new bytes32[](epoch.receipts.length);
        for (uint256 i; i < layer.length; ++i) layer[i] = epoch.receipts[i].digest(address(pool));
    }

    function listAbove(bytes32[] memory layer) private pure returns (bytes32[] memory parents) {
        parents = new bytes32[]((layer.length + 1) / 2);
        for (uint256 i; i < layer.length; i += 2) {
            parents[i / 2] = i + 1 == layer.length ? layer[i] : keccak256(abi.encode(layer[i], layer[i + 1]));
        }
    }

    // ---- what is shown to the arbiter

    function accountAt(Epoch memory epoch, uint256 i) internal view returns (Epochs.AccountAt memory) {
        return Epochs.AccountAt(accountOf(epoch.entries[i]), proofIn(tableTree(epoch.entries), 0, i));
    }

    function creditAt(Entry memory entry, uint256 i) internal view returns (Epochs.CreditAt memory) {
        return Epochs.CreditAt(entry.credits[i], proofIn(creditTree(entry), 0, i));
    }

    function receiptAt(Epoch memory epoch, uint256 index) internal view returns (Epochs.ReceiptAt memory) {
        bytes32[] memory found = new bytes32[](64);
        uint256 count;
        bytes32[] memory layer = digests(epoch);
        for (uint256 i = index; layer.length > 1; i /= 2) {
            if (i ^ 1 < layer.length) found[count++] = layer[i ^ 1];
            layer = listAbove(layer);
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
        return Epochs.ReceiptAt(epoch.receipts[index], uint64(index), found);
    }

    function nodeAt(MerkleSum.Sibling[][] memory layers, uint256 layer, uint256 index)
        internal
        pure
        returns (Epochs.Node memory)
    {
        (MerkleSum.Sibling memory left, MerkleSum.Sibling memory right) =
            (layers[layer - 1][2 * index], layers[layer - 1][2 * index + 1]);
        return Epochs.Node(
            layers[layer][index].sum, uint8(layer), left, right, proofIn(layers, layer, index)
        );
    }

    /// The neighbours between which a payee would stand.
    function around(Epoch memory epoch, address payee) internal view returns (Epochs.AccountAt[] memory found) {
        uint256 place;
        uint256 length = epoch.entries.length;
        while (place < length && epoch.entries[place].payee < payee) ++place;
        bool below = place > 0;
        bool beyond = place < length;
        found = new Epochs.AccountAt[]((below ? 1 : 0) + (beyond ? 1 : 0));
        if (below) found[0] = accountAt(epoch, place - 1);
        if (beyond) found[found.length - 1] = accountAt(epoch, place);
    }

    function around(Entry memory entry, uint64 receipt_) internal view returns (Epochs.CreditAt[] memory found) {
        uint256 place;
        uint256 length = entry.credits.length;
        while (place < length && entry.credits[place].receipt < receipt_) ++place;
        bool below = place > 0;
        bool beyond = place < length;
        found = new Epochs.CreditAt[]((below ? 1 : 0) + (beyond ? 1 : 0));
        if (below) found[0] = creditAt(entry, place - 1);
        if (beyond) found[found.length - 1] = creditAt(entry, place);
    }

    // ---- posting and challenging

    function proposeEpoch(Epoch memory epoch) internal {
        propose(rootsOf(epoch));
    }

    function activateEpoch() internal {
        activate();
    }

    /// Commits, shows, and the root is gone.
    function convicts(bytes memory fault) internal {
        bytes32 salt = keccak256("salt");
        vm.startPrank(challenger);
        arbiter.commit(arbiter.commitmentOf(challenger, fault, salt));
        vm.roll(block.number + 1);
        arbiter.challenge(fault, salt);
        vm.stopPrank();
        assertTrue(!pool.hasPending());
        assertTrue(bonds.rewards(challenger) > 0);
        assertEq(bonds.rewards(challenger) + bonds.burned(), RICH + BOND);
    }

    /// Whatever it shows, it does not prove the pending root wrong.
    function fails(bytes memory fault) internal view {
        (bool proven, bytes memory answer) = address(arbiter).staticcall(fault);
        assertTrue(!proven || abi.decode(answer, (bytes32)) != pool.pendingRoots());
    }
}

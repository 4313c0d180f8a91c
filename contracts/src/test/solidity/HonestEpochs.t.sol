// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Epochs} from "../../main/solidity/Epochs.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {MerkleSum} from "../../main/solidity/MerkleSum.sol";
import {Receipts} from "../../main/solidity/Receipts.sol";
import {EpochFixture} from "./EpochFixture.sol";

/// A thousand honest epochs, and everything thrown at them that a challenger could try.
/// @dev 250 runs of four epochs, one after the other: assets change hands and terms change between them, some receipts
/// are of earlier periods, some epochs have none, and one payee owns several ancestors.
contract HonestEpochsTest is EpochFixture {
    uint256 private dice;
    uint128 private charged;

    /// forge-config: default.fuzz.runs = 250
    function testFuzz_anHonestEpoch_survivesEveryChallenge(uint256 seed, uint8 ancestors) public {
        dice = seed;
        registerAssets(ancestors % 6);
        Epoch memory last;
        for (uint64 number = 1; number <= 4; ++number) {
            Epoch memory epoch;
            // An epoch without any payee cannot be posted.
            epoch.receipts = receipts(number == 1 ? 1 + roll(3) : roll(4));
            epoch.entries = account(last.entries, epoch.receipts);
            proposeEpoch(epoch);
            attack(epoch, last);
            activateEpoch();
            change();
            last = epoch;
        }
    }

    function roll(uint256 sides) private returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return dice % sides;
    }

    function today() private view returns (uint64) {
        return uint64(block.timestamp / 1 days);
    }

    function receipts(uint256 count) private returns (Receipts.Receipt[] memory made) {
        made = new Receipts.Receipt[](count);
        for (uint256 i; i < count; ++i) {
            // Of this period, or one that was paid late.
            made[i] = receipt(today() - uint64(roll(3)), charged, uint64(roll(type(uint64).max)), 1 + roll(3));
            charged = made[i].to;
        }
    }

    /// In force from the next period on.
    function change() private {
        uint64 next = today() + 1;
        if (roll(2) == 0) records.pay(1, next, address(uint160(0x4000 + roll(3))));
        if (roll(2) == 0) records.pay(100, next, address(uint160(0x2000 + roll(3))));
        if (roll(3) == 0) {
            uint64 price = uint64(roll(2000));
            records.setTerms(1, next, IAssetRegistry.Terms(price, price / 2, price * 2, 3, 100, 1500));
        }
        vm.warp(block.timestamp + 1 days);
    }

    function attack(Epoch memory epoch, Epoch memory last) private {
        IRevenuePool.Roots memory roots = rootsOf(epoch);
        IRevenuePool.Roots memory before;
        if (last.entries.length > 0) before = rootsOf(last);
        fails(abi.encodeCall(arbiter.emptyTable, (roots)));
        attackSums(epoch, roots);
        for (uint256 i; i < epoch.entries.length; ++i) {
            attackAccount(epoch, roots, i);
        }
        attackPrevious(epoch, roots, last, before);
        for (uint256 i; i < epoch.receipts.length; ++i) {
            attackReceipt(epoch, roots, i);
            attackCredits(epoch, roots, i, roll(epoch.entries.length));
        }
        attackOverlaps(epoch, last);
    }

    function attackSums(Epoch memory epoch, IRevenuePool.Roots memory roots) private view {
        MerkleSum.Sibling[][] memory layers = tableTree(epoch.entries);
        for (uint256 layer = 1; layer < layers.length; ++layer) {
            for (uint256 i; 2 * i + 1 < layers[layer - 1].length; ++i) {
                Epochs.Node memory node = nodeAt(layers, layer, i);
                fails(abi.encodeCall(arbiter.wrongSum, (roots, node)));
                ++node.claimed;
                fails(abi.encodeCall(arbiter.wrongSum, (roots, node)));
            }
        }
    }

    function attackAccount(Epoch memory epoch, IRevenuePool.Roots memory roots, uint256 i) private view {
        Epochs.AccountAt memory shown = accountAt(epoch, i);
        fails(abi.encodeCall(arbiter.wrongIncrease, (roots, shown)));
        fails(abi.encodeCall(arbiter.emptyCredits, (roots, shown)));
        fails(abi.encodeCall(arbiter.wrongAmount, (roots, shown, shown.account.amount)));
        fails(abi.encodeCall(arbiter.wrongAmount, (roots, shown, shown.account.amount + 1)));
        if (i > 0) {
            Epochs.AccountAt memory left = accountAt(epoch, i - 1);
            fails(abi.encodeCall(arbiter.disorder, (roots, left, shown)));
            fails(abi.encodeCall(arbiter.disorder, (roots, shown, left)));
        }
        // What was never posted proves nothing.
        ++shown.account.amount;
        fails(abi.encodeCall(arbiter.wrongIncrease, (roots, shown)));
    }

    function attackPrevious(
        Epoch memory epoch,
        IRevenuePool.Roots memory roots,
        Epoch memory last,
        IRevenuePool.Roots memory before
    ) private {
        Epochs.AccountAt memory some = accountAt(epoch, roll(epoch.entries.length));
        address payee = some.account.payee;
        if (last.entries.length == 0) {
            fails(abi.encodeCall(arbiter.unfounded, (roots, some, before, new Epochs.AccountAt[](0))));
            return;
        }
        for (uint256 i; i < last.entries.length; ++i) {
            Epochs.AccountAt memory old = accountAt(last, i);
            fails(abi.encodeCall(arbiter.wrongPrevious, (roots, some, before, old)));
            fails(abi.encodeCall(arbiter.dropped, (roots, around(epoch, old.account.payee), before, old)));
            // Neighbours that leave somebody out.
            fails(abi.encodeCall(arbiter.dropped, (roots, pair(epoch, i), before, old)));
        }
        fails(abi.encodeCall(arbiter.unfounded, (roots, some, before, around(last, payee))));
        fails(abi.encodeCall(arbiter.unfounded, (roots, some, before, new Epochs.AccountAt[](0))));
    }

    function attackReceipt(Epoch memory epoch, IRevenuePool.Roots memory roots, uint256 i) private {
        Epochs.ReceiptAt memory shown = receiptAt(epoch, i);
        Epochs.ReceiptList memory list = listOf(epoch);
        fails(abi.encodeCall(arbiter.wrongReceipt, (roots, list, shown, records.lineage(1))));
        fails(abi.encodeCall(arbiter.wrongReceipt, (roots, list, shown, lineageOf(7))));
        Receipts.Share memory share = shown.receipt.split[roll(shown.receipt.split.length)];
        fails(
            abi.encodeCall(
                arbiter.missingAccount, (roots, share.payee, around(epoch, share.payee), list, shown)
            )
        );
        fails(
            abi.encodeCall(
                arbiter.missingAccount, (roots, address(0x7777), around(epoch, address(0x7777)), list, shown)
            )
        );
        // A receipt that the gateway never wrote.
        ++shown.receipt.to;
        fails(abi.encodeCall(arbiter.wrongReceipt, (roots, list, shown, records.lineage(1))));
    }

    function attackCredits(Epoch memory epoch, IRevenuePool.Roots memory roots, uint256 receipt_, uint256 who)
        private
        view
    {
        Entry memory entry = epoch.entries[who];
        Epochs.AccountAt memory shown = accountAt(epoch, who);
        Epochs.ReceiptList memory list = listOf(epoch);
        Epochs.ReceiptAt memory against = receiptAt(epoch, receipt_);
        fails(
            abi.encodeCall(arbiter.missingCredit, (roots, shown, around(entry, uint64(receipt_)), list, against))
        );
        for (uint256 i; i < entry.credits.length; ++i) {
            Epochs.CreditAt memory credit = creditAt(entry, i);
            fails(abi.encodeCall(arbiter.wrongCredit, (roots, shown, credit, list, against)));
            fails(abi.encodeCall(arbiter.creditWithoutReceipt, (roots, shown, credit, list)));
            uint128 millionths = credit.credit.millionths;
            fails(abi.encodeCall(arbiter.wrongCreditAmount, (roots, shown, credit, millionths)));
            fails(abi.encodeCall(arbiter.wrongCreditAmount, (roots, shown, credit, millionths + 1)));
            if (i > 0) {
                fails(abi.encodeCall(arbiter.creditDisorder, (roots, shown, creditAt(entry, i - 1), credit)));
            }
        }
        if (entry.credits.length > 1) {
            Epochs.Node memory node = nodeAt(creditTree(entry), 1, 0);
            fails(abi.encodeCall(arbiter.wrongCreditsSum, (roots, shown, node)));
        }
    }

    function attackOverlaps(Epoch memory epoch, Epoch memory last) private view {
        for (uint256 i; i < epoch.receipts.length; ++i) {
            for (uint256 j; j < epoch.receipts.length; ++j) {
                attackOverlap(epoch, i, epoch, j);
            }
            for (uint256 j; j < last.receipts.length; ++j) {
                attackOverlap(epoch, i, last, j);
            }
        }
    }

    function attackOverlap(Epoch memory epoch, uint256 i, Epoch memory other, uint256 j) private view {
        bytes memory fault = abi.encodeCall(
            arbiter.overlap,
            (
                rootsOf(epoch),
                listOf(epoch),
                receiptAt(epoch, i),
                pool.activeEpoch(),
                rootsOf(other),
                listOf(other),
                receiptAt(other, j)
            )
        );
        fails(fault);
    }

    /// Two accounts, side by side where there are as many.
    function pair(Epoch memory epoch, uint256 i) private view returns (Epochs.AccountAt[] memory both) {
        both = new Epochs.AccountAt[](2);
        both[0] = accountAt(epoch, i % epoch.entries.length);
        both[1] = accountAt(epoch, (i + 1) % epoch.entries.length);
    }
}

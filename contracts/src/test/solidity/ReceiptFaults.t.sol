// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Epochs} from "../../main/solidity/Epochs.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {Receipts} from "../../main/solidity/Receipts.sol";
import {TableFaults} from "../../main/solidity/TableFaults.sol";
import {EpochFixture} from "./EpochFixture.sol";

/// An operator that tampers with credits or receipts, one way for each test.
contract ReceiptFaultsTest is EpochFixture {
    function setUp() public {
        registerAssets(5);
    }

    function test_wrongCredit() public {
        Epoch memory wrong = honest();
        wrong.entries[2].credits[1].millionths += 1e6;
        wrong.entries[2].amount += 1;
        convictsCredit(wrong, 2, 1);
    }

    function test_wrongCredit_ofSomebodyWhomTheReceiptDoesNotName() public {
        Epoch memory wrong = honest();
        wrong.entries[1].payee = address(uint160(wrong.entries[1].payee) + 1);
        convictsCredit(wrong, 1, 0);
    }

    function test_creditWithoutReceipt() public {
        Epoch memory wrong = honest();
        uint256 last = wrong.entries[0].credits.length - 1;
        wrong.entries[0].credits[last].receipt = 5;
        proposeEpoch(wrong);
        Epochs.CreditAt memory credit = creditAt(wrong.entries[0], last);
        bytes memory fault = abi.encodeCall(
            arbiter.creditWithoutReceipt, (rootsOf(wrong), accountAt(wrong, 0), credit, listOf(wrong))
        );
        convicts(fault);
    }

    function testFuzz_missingCredit(uint256 which) public {
        Epoch memory wrong = honest();
        Entry memory entry = wrong.entries[3];
        which = bound(which, 0, entry.credits.length - 1);
        uint64 gone = entry.credits[which].receipt;
        for (uint256 i = which; i + 1 < entry.credits.length; ++i) entry.credits[i] = entry.credits[i + 1];
        shorten(entry.credits, entry.credits.length - 1);
        entry.amount = uint128(sumOf(entry.credits) / 1e6);
        proposeEpoch(wrong);
        bytes memory fault = abi.encodeCall(
            arbiter.missingCredit,
            (rootsOf(wrong), accountAt(wrong, 3), around(entry, gone), listOf(wrong), receiptAt(wrong, gone))
        );
        convicts(fault);
    }

    function testFuzz_missingAccount(uint256 who) public {
        Epoch memory wrong = honest();
        who = bound(who, 0, wrong.entries.length - 1);
        Entry memory gone = wrong.entries[who];
        Entry[] memory fewer = new Entry[](wrong.entries.length - 1);
        for (uint256 i; i < fewer.length; ++i) fewer[i] = wrong.entries[i < who ? i : i + 1];
        wrong.entries = fewer;
        proposeEpoch(wrong);
        bytes memory fault = abi.encodeCall(
            arbiter.missingAccount,
            (
                rootsOf(wrong),
                gone.payee,
                around(wrong, gone.payee),
                listOf(wrong),
                receiptAt(wrong, gone.credits[0].receipt)
            )
        );
        convicts(fault);
    }

    function test_wrongReceipt_figures() public {
        for (uint256 kind; kind < 17; ++kind) {
            Receipts.Receipt memory r = receipt(TODAY - 1, 1e6, 777, 3);
            distort(r, kind);
            convictsReceipt(r);
        }
    }

    function test_wrongReceipt_ofAnUnregisteredModel() public {
        Receipts.Receipt memory r = receipt(TODAY - 1, 1e6, 777, 1);
        r.modelAsset = 4711;
        r.contentHash = 0;
        convictsReceipt(r);
    }

    function test_wrongReceipt_byTermsOfAnotherPeriod() public {
        records.setTerms(1, TODAY, IAssetRegistry.Terms(1500, 400, 6000, 50, 5000, 300));
        Receipts.Receipt memory r = receipt(TODAY, 1e6, 777, 1);
        // Yesterday's call by today's higher prices.
        r.period = TODAY - 1;
        r.time = ((TODAY - 1) * 1 days + 1) * 1000;
        convictsReceipt(r);
    }

    function test_wrongReceipt_forTheOwnerOfAnotherPeriod() public {
        records.pay(100, TODAY, address(0xA1));
        Receipts.Receipt memory r = receipt(TODAY, 1e6, 777, 1);
        r.split[r.split.length - 5].payee = address(0x2000);
        convictsReceipt(r);
    }

    function test_wrongReceipt_anOldPeriodForThePriceOrTheOwnerOfThen() public {
        Receipts.Receipt memory r = receipt(TODAY - 2, 1e6, 777, 1);
        r.time = uint64(TODAY * 1 days * 1000);
        convictsReceipt(r);
    }

    function test_wrongReceipt_notOfACallThatRanPastMidnight() public {
        Receipts.Receipt memory r = receipt(TODAY - 2, 1e6, 777, 1);
        r.time = uint64((TODAY * 1 days - 1) * 1000);
        Epoch memory right = epochOf(r);
        proposeEpoch(right);
        fails(abi.encodeCall(arbiter.wrongReceipt, (rootsOf(right), listOf(right), receiptAt(right, 0), records.lineage(1))));
    }

    function test_wrongReceipt_needsTheRightLineage() public {
        Epoch memory right = honest();
        proposeEpoch(right);
        Lineage.Ancestor[] memory other = lineageOf(4);
        fails(abi.encodeCall(arbiter.wrongReceipt, (rootsOf(right), listOf(right), receiptAt(right, 0), other)));
    }

    function test_overlap_inOneEpoch() public {
        Epoch memory wrong;
        wrong.receipts = new Receipts.Receipt[](2);
        wrong.receipts[0] = receipt(TODAY, 100, 5, 1);
        wrong.receipts[1] = receipt(TODAY, wrong.receipts[0].to - 1, 6, 1);
        wrong.entries = account(new Entry[](0), wrong.receipts);
        proposeEpoch(wrong);
        bytes memory fault = abi.encodeCall(
            arbiter.overlap,
            (rootsOf(wrong), listOf(wrong), receiptAt(wrong, 0), 0, rootsOf(wrong), listOf(wrong), receiptAt(wrong, 1))
        );
        convicts(fault);
    }

    function test_overlap_withAnActivatedEpoch() public {
        Epoch memory first = honest();
        proposeEpoch(first);
        activateEpoch();
        Epoch memory wrong = Epoch(first.receipts, account(first.entries, first.receipts));
        proposeEpoch(wrong);
        bytes memory fault = abi.encodeCall(
            arbiter.overlap,
            (rootsOf(wrong), listOf(wrong), receiptAt(wrong, 3), 1, rootsOf(first), listOf(first), receiptAt(first, 3))
        );
        // The same receipts in the same places: only the table differs.
        convicts(fault);
    }

    function test_overlap_notOfWhatCostNothing() public {
        Epoch memory right;
        right.receipts = new Receipts.Receipt[](2);
        right.receipts[0] = receipt(TODAY, 100, 5, 1);
        right.receipts[1] = receipt(TODAY, 100, 5, 1);
        right.receipts[1].to = 100;
        right.entries = account(new Entry[](0), right.receipts);
        proposeEpoch(right);
        fails(
            abi.encodeCall(
                arbiter.overlap,
                (rootsOf(right), listOf(right), receiptAt(right, 0), 0, rootsOf(right), listOf(right), receiptAt(right, 1))
            )
        );
    }

    /// Each distorts one thing and leaves all the rest as it should be.
    function distort(Receipts.Receipt memory r, uint256 kind) private pure {
        if (kind == 0) ++r.split[0].millionths;
        else if (kind == 1) (r.split[0].millionths, r.split[4].millionths) = (r.split[4].millionths, r.split[0].millionths);
        else if (kind == 2) r.split[1].payee = address(1);
        else if (kind == 3) (r.split[1], r.split[2]) = (r.split[2], r.split[1]);
        else if (kind == 4) r.split[4].payee = address(1);
        else if (kind == 5) r.split[7].payee = address(1);
        else if (kind == 6) r.split[8].asset = 1;
        else if (kind == 7) (r.split[8].millionths, r.split[7].millionths) = (r.split[8].millionths + 1, r.split[7].millionths - 1);
        else if (kind == 8) r.split = new Receipts.Share[](0);
        else if (kind == 9) ++r.to;
        else if (kind == 10) r.usage.completion += 10_000;
        else if (kind == 11) r.prices.completion = 100;
        else if (kind == 12) r.termsVersion = 2;
        else if (kind == 13) r.contentHash = keccak256("other");
        else if (kind == 14) r.period = TODAY;
        else if (kind == 15) (r.from, r.to) = (r.to, r.from);
        else r.usage.cached = r.usage.prompt + 1;
    }

    function convictsReceipt(Receipts.Receipt memory r) private {
        Epoch memory wrong = epochOf(r);
        proposeEpoch(wrong);
        bytes memory fault = abi.encodeCall(
            arbiter.wrongReceipt, (rootsOf(wrong), listOf(wrong), receiptAt(wrong, 0), records.lineage(1))
        );
        (bool proven, bytes memory answer) = address(arbiter).staticcall(fault);
        assertTrue(proven && abi.decode(answer, (bytes32)) == pool.pendingRoots());
        vm.prank(address(arbiter));
        pool.reject(hashOf(rootsOf(wrong)), challenger);
        bond(operator, RICH);
    }

    function convictsCredit(Epoch memory wrong, uint256 who, uint256 credit) private {
        proposeEpoch(wrong);
        Entry memory entry = wrong.entries[who];
        bytes memory fault = abi.encodeCall(
            arbiter.wrongCredit,
            (
                rootsOf(wrong),
                accountAt(wrong, who),
                creditAt(entry, credit),
                listOf(wrong),
                receiptAt(wrong, entry.credits[credit].receipt)
            )
        );
        convicts(fault);
    }

    function honest() private view returns (Epoch memory epoch) {
        epoch.receipts = new Receipts.Receipt[](5);
        for (uint64 i; i < 5; ++i) epoch.receipts[i] = receipt(TODAY - 1, i * 1e6, 1000 + i * 77, 2);
        epoch.entries = account(new Entry[](0), epoch.receipts);
    }

    /// Another receipt beside it, so that there is a table whatever it says.
    function epochOf(Receipts.Receipt memory r) private view returns (Epoch memory epoch) {
        epoch.receipts = new Receipts.Receipt[](2);
        epoch.receipts[0] = r;
        epoch.receipts[1] = receipt(TODAY - 1, 1e9, 3, 1);
        epoch.entries = account(new Entry[](0), epoch.receipts);
    }
}

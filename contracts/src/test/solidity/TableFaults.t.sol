// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Epochs} from "../../main/solidity/Epochs.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {Receipts} from "../../main/solidity/Receipts.sol";
import {EpochFixture} from "./EpochFixture.sol";

/// An operator that tampers with a payout table, one way for each test, after an honest first epoch.
contract TableFaultsTest is EpochFixture {
    function setUp() public {
        registerAssets(5);
    }

    function test_emptyTable() public {
        IRevenuePool.Roots memory roots = IRevenuePool.Roots(bytes32(uint256(1)), 0, 77, 0);
        propose(roots);
        convicts(abi.encodeCall(arbiter.emptyTable, (roots)));
    }

    function testFuzz_wrongSum_ofAnyInnerNode(uint256 layer, uint256 index, uint32 by) public {
        Epoch memory wrong = second(honest());
        (layer, index) = innerNode(tableTree(wrong.entries).length, wrong.entries.length, layer, index);
        (tamperedLayer, tamperedIndex, tamperedBy) = (layer, index, int256(uint256(by)) + 1);
        proposeEpoch(wrong);
        convicts(abi.encodeCall(arbiter.wrongSum, (rootsOf(wrong), nodeAt(tableTree(wrong.entries), layer, index))));
    }

    function test_wrongAmount() public {
        Epoch memory wrong = second(honest());
        (tamperedLayer, tamperedIndex, tamperedBy) = (0, 3, 1);
        proposeEpoch(wrong);
        Epochs.AccountAt memory shown = accountAt(wrong, 3);
        convicts(abi.encodeCall(arbiter.wrongAmount, (rootsOf(wrong), shown, shown.account.amount + 1)));
    }

    function test_disorder_ofTwoPayees() public {
        Epoch memory wrong = second(honest());
        (wrong.entries[2], wrong.entries[3]) = (wrong.entries[3], wrong.entries[2]);
        proposeEpoch(wrong);
        convicts(abi.encodeCall(arbiter.disorder, (rootsOf(wrong), accountAt(wrong, 2), accountAt(wrong, 3))));
    }

    function test_disorder_ofAPayeeTwice() public {
        Epoch memory wrong = second(honest());
        wrong.entries[3] = wrong.entries[2];
        proposeEpoch(wrong);
        convicts(abi.encodeCall(arbiter.disorder, (rootsOf(wrong), accountAt(wrong, 2), accountAt(wrong, 3))));
    }

    function testFuzz_wrongCreditsSum_ofAnyInnerNode(uint256 layer, uint256 index, uint32 by) public {
        Epoch memory wrong = second(honest());
        // The model's owner has a credit for every receipt.
        uint256 who = indexOf(wrong, address(0x0A11));
        (layer, index) = innerNode(
            creditTree(wrong.entries[who]).length, wrong.entries[who].credits.length, layer, index
        );
        (tamperedLayer, tamperedIndex, tamperedBy) = (layer, index, int256(uint256(by)) + 1);
        tamperedPayee = address(0x0A11);
        proposeEpoch(wrong);
        Epochs.Node memory node = nodeAt(creditTree(wrong.entries[who]), layer, index);
        convicts(abi.encodeCall(arbiter.wrongCreditsSum, (rootsOf(wrong), accountAt(wrong, who), node)));
    }

    function test_wrongCreditAmount() public {
        Epoch memory wrong = second(honest());
        uint256 who = indexOf(wrong, address(0x0A11));
        (tamperedLayer, tamperedIndex, tamperedBy, tamperedPayee) = (0, 1, 5e6, address(0x0A11));
        proposeEpoch(wrong);
        Epochs.CreditAt memory credit = creditAt(wrong.entries[who], 1);
        bytes memory fault = abi.encodeCall(
            arbiter.wrongCreditAmount,
            (rootsOf(wrong), accountAt(wrong, who), credit, credit.credit.millionths + 5e6)
        );
        convicts(fault);
    }

    function test_creditDisorder_doubled() public {
        Epoch memory wrong = second(honest());
        uint256 who = indexOf(wrong, address(0x0A11));
        wrong.entries[who].credits[1] = wrong.entries[who].credits[0];
        proposeEpoch(wrong);
        Epochs.CreditAt memory one = creditAt(wrong.entries[who], 0);
        Epochs.CreditAt memory other = creditAt(wrong.entries[who], 1);
        convicts(abi.encodeCall(arbiter.creditDisorder, (rootsOf(wrong), accountAt(wrong, who), one, other)));
    }

    function test_wrongIncrease() public {
        Epoch memory wrong = second(honest());
        ++wrong.entries[4].amount;
        proposeEpoch(wrong);
        convicts(abi.encodeCall(arbiter.wrongIncrease, (rootsOf(wrong), accountAt(wrong, 4))));
    }

    function test_wrongPrevious_ofTheAmount() public {
        Epoch memory first = honest();
        Epoch memory wrong = second(first);
        (wrong.entries[1].previous, wrong.entries[1].amount) =
            (wrong.entries[1].previous + 9, wrong.entries[1].amount + 9);
        convictsPrevious(first, wrong);
    }

    function test_wrongPrevious_ofTheCarry() public {
        Epoch memory first = honest();
        Epoch memory wrong = second(first);
        Entry memory entry = wrong.entries[1];
        entry.carry = entry.carry == 0 ? 1 : 0;
        entry.amount = entry.previous + uint128((entry.carry + sumOf(entry.credits)) / 1e6);
        convictsPrevious(first, wrong);
    }

    function test_unfounded_previousOutOfNothing() public {
        Epoch memory first = honest();
        Epoch memory wrong = second(first);
        uint256 who = insertEntry(wrong, address(0x1234));
        (wrong.entries[who].previous, wrong.entries[who].amount) = (500, 500);
        proposeEpoch(wrong);
        Epochs.AccountAt[] memory nobody = around(first, address(0x1234));
        convicts(
            abi.encodeCall(arbiter.unfounded, (rootsOf(wrong), accountAt(wrong, who), rootsOf(first), nobody))
        );
    }

    function test_unfounded_inTheFirstEpoch() public {
        Epoch memory wrong = Epoch(receipts(1), account(new Entry[](0), receipts(1)));
        wrong.entries[0].previous += 7;
        wrong.entries[0].amount += 7;
        proposeEpoch(wrong);
        IRevenuePool.Roots memory none;
        bytes memory fault = abi.encodeCall(
            arbiter.unfounded, (rootsOf(wrong), accountAt(wrong, 0), none, new Epochs.AccountAt[](0))
        );
        convicts(fault);
    }

    function testFuzz_dropped_anyone(uint256 who) public {
        Epoch memory first = honest();
        Epoch memory wrong = second(first);
        who = bound(who, 0, first.entries.length - 1);
        address gone = first.entries[who].payee;
        Entry[] memory fewer = new Entry[](wrong.entries.length - 1);
        uint256 kept;
        for (uint256 i; i < wrong.entries.length; ++i) {
            if (wrong.entries[i].payee != gone) fewer[kept++] = wrong.entries[i];
        }
        wrong.entries = fewer;
        // Enough for the others: a total never falls.
        wrong.entries[0].amount += first.entries[who].amount;
        proposeEpoch(wrong);
        Epochs.AccountAt[] memory neighbours = around(wrong, gone);
        convicts(
            abi.encodeCall(arbiter.dropped, (rootsOf(wrong), neighbours, rootsOf(first), accountAt(first, who)))
        );
    }

    function convictsPrevious(Epoch memory first, Epoch memory wrong) private {
        proposeEpoch(wrong);
        uint256 before = indexOf(first, wrong.entries[1].payee);
        bytes memory fault = abi.encodeCall(
            arbiter.wrongPrevious,
            (rootsOf(wrong), accountAt(wrong, 1), rootsOf(first), accountAt(first, before))
        );
        convicts(fault);
    }

    function honest() private returns (Epoch memory first) {
        first.receipts = receipts(1);
        first.entries = account(new Entry[](0), first.receipts);
        proposeEpoch(first);
        activateEpoch();
    }

    function second(Epoch memory first) private view returns (Epoch memory next) {
        next.receipts = receipts(2);
        next.entries = account(first.entries, next.receipts);
    }

    function receipts(uint64 seed) private view returns (Receipts.Receipt[] memory made) {
        made = new Receipts.Receipt[](5);
        for (uint64 i; i < 5; ++i) made[i] = receipt(TODAY - 1, uint128(seed) * 1e9 + i * 1e6, seed * 1000 + i * 77, 2);
    }

    function indexOf(Epoch memory epoch, address payee) private pure returns (uint256 i) {
        while (epoch.entries[i].payee != payee) ++i;
    }

    function insertEntry(Epoch memory epoch, address payee) private pure returns (uint256 place) {
        Entry[] memory more = new Entry[](epoch.entries.length + 1);
        while (place < epoch.entries.length && epoch.entries[place].payee < payee) ++place;
        for (uint256 i; i < more.length; ++i) {
            if (i != place) more[i] = epoch.entries[i < place ? i : i - 1];
        }
        more[place].payee = payee;
        epoch.entries = more;
    }

    /// A node that has two children.
    function innerNode(uint256 height, uint256 leaves, uint256 layer, uint256 index)
        private
        pure
        returns (uint256, uint256)
    {
        layer = bound(layer, 1, height - 1);
        uint256 below = leaves;
        for (uint256 i = 1; i < layer; ++i) below = (below + 1) / 2;
        return (layer, bound(index, 0, below / 2 - 1));
    }
}

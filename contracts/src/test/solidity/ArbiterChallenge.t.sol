// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Arbiter} from "../../main/solidity/Arbiter.sol";
import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {Receipts} from "../../main/solidity/Receipts.sol";
import {TableFaults} from "../../main/solidity/TableFaults.sol";
import {EpochFixture} from "./EpochFixture.sol";

/// Who may challenge, when, and who cannot steal it.
contract ArbiterChallengeTest is EpochFixture {
    bytes32 private constant SALT = keccak256("salt");
    bytes private fault;

    function setUp() public {
        registerAssets(2);
        Epoch memory wrong;
        wrong.receipts = new Receipts.Receipt[](1);
        wrong.receipts[0] = receipt(TODAY, 0, 99, 1);
        wrong.entries = account(new Entry[](0), wrong.receipts);
        ++wrong.entries[0].amount;
        proposeEpoch(wrong);
        fault = abi.encodeCall(arbiter.wrongIncrease, (rootsOf(wrong), accountAt(wrong, 0)));
    }

    function test_challenge_whoCopiesItIsTooLate() public {
        vm.prank(alice);
        arbiter.commit(arbiter.commitmentOf(alice, fault, SALT));
        vm.roll(block.number + 1);
        // Bob sees what Alice shows, and asks to be first.
        vm.startPrank(bob);
        vm.expectRevert(Arbiter.NotCommitted.selector);
        arbiter.challenge(fault, SALT);
        arbiter.commit(arbiter.commitmentOf(bob, fault, SALT));
        vm.expectRevert(Arbiter.CommittedThisBlock.selector);
        arbiter.challenge(fault, SALT);
        vm.stopPrank();
        vm.prank(alice);
        arbiter.challenge(fault, SALT);
        assertEq(bonds.rewards(alice), (RICH + BOND) / 2);
        assertEq(bonds.rewards(bob), 0);
    }

    function test_commit_theFirstOneCounts() public {
        bytes32 commitment = arbiter.commitmentOf(alice, fault, SALT);
        arbiter.commit(commitment);
        uint256 first = arbiter.committedAtBlock(commitment);
        vm.roll(block.number + 5);
        arbiter.commit(commitment);
        assertEq(arbiter.committedAtBlock(commitment), first);
    }

    function test_challenge_whatIsNoFaultRejectsNothing() public {
        refuses(abi.encodeCall(arbiter.pool, ()));
        refuses(abi.encodeCall(arbiter.committedAtBlock, (SALT)));
        refuses(abi.encodeCall(arbiter.commit, (SALT)));
        refuses(abi.encodeCall(arbiter.commitmentOf, (alice, fault, SALT)));
        refuses("");
        assertTrue(pool.hasPending());
    }

    function test_challenge_saysWhyItIsNotProven() public {
        Epoch memory right;
        right.receipts = new Receipts.Receipt[](1);
        right.receipts[0] = receipt(TODAY, 0, 99, 1);
        right.entries = account(new Entry[](0), right.receipts);
        bytes memory harmless = abi.encodeCall(arbiter.wrongIncrease, (rootsOf(right), accountAt(right, 0)));
        arbiter.commit(arbiter.commitmentOf(address(this), harmless, SALT));
        vm.roll(block.number + 1);
        vm.expectRevert(TableFaults.NothingWrong.selector);
        arbiter.challenge(harmless, SALT);
    }

    function test_challenge_onceIsEnough() public {
        convicts(fault);
        vm.expectRevert();
        vm.prank(challenger);
        arbiter.challenge(fault, SALT);
        assertEq(bonds.rewards(challenger), (RICH + BOND) / 2);
    }

    function test_challenge_notAfterTheActivation() public {
        bytes32 roots = pool.pendingRoots();
        vm.startPrank(alice);
        arbiter.commit(arbiter.commitmentOf(alice, fault, SALT));
        vm.roll(block.number + 1);
        activate();
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRevenuePool.NotPending.selector, roots));
        arbiter.challenge(fault, SALT);
    }

    function refuses(bytes memory call_) private {
        arbiter.commit(arbiter.commitmentOf(address(this), call_, SALT));
        vm.roll(block.number + 1);
        vm.expectRevert();
        arbiter.challenge(call_, SALT);
    }
}

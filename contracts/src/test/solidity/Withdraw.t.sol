// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract WithdrawTest is SettlementFixture {
    function test_finalize_returnsTheUnspentAfterTheDelay() public {
        uint256 before = erc20.balanceOf(payer);
        vm.startPrank(payer);
        settlement.initiateWithdraw(config, DEPOSIT);
        uint256 due = block.timestamp + 900;
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.WithdrawalNotDue.selector, due));
        settlement.finalizeWithdraw(config);
        vm.warp(due);
        settlement.finalizeWithdraw(config);
        vm.stopPrank();
        assertEq(erc20.balanceOf(payer) - before, DEPOSIT);
        assertEq(balanceOf(id), 0);
    }

    function testFuzz_finalize_leavesWhatWasClaimedMeanwhile(uint128 total) public {
        total = uint128(bound(total, 1, DEPOSIT));
        IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
        vm.prank(payer);
        settlement.initiateWithdraw(config, DEPOSIT);
        vm.prank(receiver);
        settlement.claim(batch);
        vm.warp(block.timestamp + 900);
        vm.prank(payer);
        settlement.finalizeWithdraw(config);
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), total);
        assertEq(erc20.balanceOf(address(settlement)), 0);
    }

    function test_claim_afterFinalizeIsLost() public {
        // Why a gateway claims as soon as it sees a withdrawal begin.
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        vm.startPrank(payer);
        settlement.initiateWithdraw(config, DEPOSIT);
        vm.warp(block.timestamp + 900);
        settlement.finalizeWithdraw(config);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.AboveBalance.selector, id));
        vm.prank(receiver);
        settlement.claim(batch);
    }

    function test_initiate_refusesStrangersZeroTooMuchAndTwice() public {
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.NotPayer.selector, address(this)));
        settlement.initiateWithdraw(config, 1);
        vm.startPrank(payer);
        vm.expectRevert(IBatchSettlement.ZeroAmount.selector);
        settlement.initiateWithdraw(config, 0);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.AboveBalance.selector, id));
        settlement.initiateWithdraw(config, DEPOSIT + 1);
        settlement.initiateWithdraw(config, 1);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.WithdrawalPending.selector, id));
        settlement.initiateWithdraw(config, 1);
    }

    function test_finalize_withoutAWithdrawalIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.NoWithdrawal.selector, id));
        vm.prank(payer);
        settlement.finalizeWithdraw(config);
    }
}

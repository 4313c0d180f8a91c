// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// A claim, a refund and the end of a withdrawal, in whatever order they are mined.
contract WithdrawRacesTest is SettlementFixture {
    uint8[3][6] private ORDERS = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0]
    ];

    function testFuzz_anyOrder_losesAndDoublesNothing(uint8 order, uint128 total, uint128 back, uint128 wish) public {
        total = uint128(bound(total, 1, DEPOSIT));
        back = uint128(bound(back, 1, DEPOSIT));
        wish = uint128(bound(wish, 1, DEPOSIT));
        uint256 before = erc20.balanceOf(payer);
        vm.prank(payer);
        settlement.initiateWithdraw(config, wish);
        vm.warp(block.timestamp + 900);
        uint8[3] memory steps = ORDERS[order % 6];
        uint256 expectedClaim;
        for (uint256 i; i < 3; ++i) {
            if (steps[i] == 0 && total <= balanceOf(id)) expectedClaim = total;
            step(steps[i], total, back);
        }
        settlement.settle(receiver, address(erc20));
        uint256 returned = erc20.balanceOf(payer) - before;
        assertEq(erc20.balanceOf(receiver), expectedClaim);
        assertEq(claimedOf(id), expectedClaim);
        assertEq(erc20.balanceOf(address(settlement)), DEPOSIT - expectedClaim - returned);
        assertEq(erc20.balanceOf(address(settlement)), balanceOf(id) - claimedOf(id));
        // What a refund has returned is not withdrawn once more.
        bool refundFirst = order % 6 == 0 || order % 6 == 2 || order % 6 == 3;
        assertTrue(returned <= (refundFirst ? (wish > back ? wish : back) : uint256(wish) + back));
        (uint128 pending, uint40 since) = settlement.pendingWithdrawals(id);
        assertEq(pending, 0);
        assertEq(since, 0);
    }

    function testFuzz_claimFirst_takesAllThatWasSigned(uint128 total) public {
        // What a watching gateway does within the delay.
        total = uint128(bound(total, 1, DEPOSIT));
        vm.prank(payer);
        settlement.initiateWithdraw(config, DEPOSIT);
        vm.warp(block.timestamp + 899);
        step(0, total, 0);
        vm.warp(block.timestamp + 1);
        step(2, 0, 0);
        assertEq(claimedOf(id), total);
        assertEq(balanceOf(id), total);
    }

    function test_claimAndRefund_areOneOrNone() public {
        (BatchSettlement.VoucherClaim[] memory batch, bytes[] memory calls) = claimAndRefund(600, 300);
        settlement.multicall(calls);
        assertEq(claimedOf(id), 600);
        assertEq(balanceOf(id), DEPOSIT - 300);
        // Again: the claim is old and harmless, the refund used; nothing changes.
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.BadRefundNonce.selector, 1));
        settlement.multicall(calls);
        assertEq(batch[0].totalClaimed, claimedOf(id));
    }

    function test_claimAndRefund_afterAFinalizedWithdrawalRefundsNothing() public {
        (, bytes[] memory calls) = claimAndRefund(600, 300);
        vm.startPrank(payer);
        settlement.initiateWithdraw(config, DEPOSIT);
        vm.warp(block.timestamp + 900);
        settlement.finalizeWithdraw(config);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.AboveBalance.selector, id));
        settlement.multicall(calls);
        assertEq(settlement.refundNonce(id), 0);
    }

    function step(uint8 what, uint128 total, uint128 back) private {
        if (what == 0) {
            IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
            vm.prank(receiver);
            try settlement.claim(batch) {} catch {}
        } else if (what == 1) {
            vm.prank(receiver);
            settlement.refund(config, back);
        } else {
            vm.prank(payer);
            try settlement.finalizeWithdraw(config) {} catch {}
        }
    }

    function claimAndRefund(uint128 total, uint128 back)
        private
        view
        returns (BatchSettlement.VoucherClaim[] memory batch, bytes[] memory calls)
    {
        batch = claims(total, total);
        bytes memory claimSignature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        bytes memory refundSignature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(id, 0, back));
        calls = new bytes[](2);
        calls[0] = abi.encodeCall(BatchSettlement.claimWithSignature, (batch, claimSignature));
        calls[1] = abi.encodeCall(BatchSettlement.refundWithSignature, (config, back, 0, refundSignature));
    }
}

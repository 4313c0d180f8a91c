// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract RefundTest is SettlementFixture {
    function testFuzz_refund_returnsAtMostTheUnclaimed(uint128 total, uint128 amount) public {
        total = uint128(bound(total, 1, DEPOSIT));
        amount = uint128(bound(amount, 1, 2 * DEPOSIT));
        IBatchSettlement.VoucherClaim[] memory batch = claims(total, total);
        uint256 before = erc20.balanceOf(payer);
        vm.startPrank(receiver);
        settlement.claim(batch);
        settlement.refund(config, amount);
        vm.stopPrank();
        uint256 free = DEPOSIT - total;
        assertEq(erc20.balanceOf(payer) - before, amount < free ? amount : free);
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), total);
    }

    function test_refundWithSignature_worksOnce() public {
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(id, 0, 300));
        settlement.refundWithSignature(config, 300, 0, signature);
        assertEq(balanceOf(id), DEPOSIT - 300);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.BadRefundNonce.selector, 1));
        settlement.refundWithSignature(config, 300, 0, signature);
    }

    function test_refundWithSignature_refusesAnotherAmount() public {
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(id, 0, 300));
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.refundWithSignature(config, 301, 0, signature);
    }

    function test_refund_shrinksAPendingWithdrawal() public {
        vm.prank(payer);
        settlement.initiateWithdraw(config, 500);
        vm.startPrank(receiver);
        settlement.refund(config, 200);
        (uint128 pending,) = settlement.pendingWithdrawals(id);
        assertEq(pending, 300);
        settlement.refund(config, 300);
        vm.stopPrank();
        (, uint40 initiatedAt) = settlement.pendingWithdrawals(id);
        assertEq(initiatedAt, 0);
    }

    function test_refund_refusesStrangers() public {
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.NotReceiver.selector, address(this)));
        settlement.refund(config, 1);
    }
}

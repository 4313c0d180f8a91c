// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

contract ClaimTest is SettlementFixture {
    function testFuzz_claim_takesUpToTheVoucherAndTheBalance(uint128 ceiling, uint128 total) public {
        total = uint128(bound(total, 1, 2 * DEPOSIT));
        ceiling = uint128(bound(ceiling, 1, 2 * DEPOSIT));
        IBatchSettlement.VoucherClaim[] memory batch = claims(ceiling, total);
        bool allowed = total <= ceiling && total <= DEPOSIT;
        if (!allowed) vm.expectRevert();
        vm.prank(receiver);
        settlement.claim(batch);
        assertEq(claimedOf(id), allowed ? total : 0);
    }

    function test_claim_saysWhichLimitWasPassed() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 501);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.AboveVoucher.selector, id));
        vm.prank(receiver);
        settlement.claim(batch);
        batch = claims(DEPOSIT + 1, DEPOSIT + 1);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.AboveBalance.selector, id));
        vm.prank(receiver);
        settlement.claim(batch);
    }

    function test_claim_repeatedOrOlderChangesNothing() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        IBatchSettlement.VoucherClaim[] memory older = claims(500, 400);
        vm.startPrank(receiver);
        settlement.claim(batch);
        settlement.claim(batch);
        settlement.claim(older);
        vm.stopPrank();
        assertEq(claimedOf(id), 500);
        (uint128 total,) = settlement.receivers(receiver, address(erc20));
        assertEq(total, 500);
    }

    function test_claim_refusesVouchersOfThePayerItself() public {
        // The authorizer alone signs, also where the payer is another key.
        IBatchSettlement.VoucherClaim[] memory batch = claims(PAYER_KEY, 500, 500);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.BadVoucherSignature.selector, id));
        vm.prank(receiver);
        settlement.claim(batch);
    }

    function test_claim_refusesStrangers() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.NotReceiver.selector, address(this)));
        settlement.claim(batch);
    }

    function test_claimWithSignature_byAnyoneWithTheAuthorizersWord() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 400);
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        settlement.claimWithSignature(batch, signature);
        assertEq(claimedOf(id), 400);
    }

    function test_claimWithSignature_refusesAChangedTotal() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 400);
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        batch[0].totalClaimed = 500;
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.claimWithSignature(batch, signature);
    }

    function test_claimWithSignature_refusesAnEmptyBatch() public {
        vm.expectRevert(IBatchSettlement.EmptyBatch.selector);
        settlement.claimWithSignature(new IBatchSettlement.VoucherClaim[](0), "");
    }

    function test_claimWithSignature_refusesChannelsOfAnotherAuthorizer() public {
        IBatchSettlement.VoucherClaim[] memory batch = new IBatchSettlement.VoucherClaim[](2);
        batch[0] = claims(500, 400)[0];
        config.receiverAuthorizer = address(0xBAD);
        id = settlement.getChannelId(config);
        batch[1] = claims(500, 400)[0];
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        vm.expectRevert(IBatchSettlement.MixedAuthorizers.selector);
        settlement.claimWithSignature(batch, signature);
    }

    function test_claimWithSignature_followsTheRotatedOperator() public {
        OperatorAuthorizer authorizer = new OperatorAuthorizer(address(this), vm.addr(20));
        config.receiverAuthorizer = address(authorizer);
        id = settlement.getChannelId(config);
        deposit(config, 1000, 3);
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 400);
        bytes32 digest = settlement.getClaimBatchDigest(batch);
        authorizer.setOperator(vm.addr(21));
        bytes memory old = signed(20, digest);
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.claimWithSignature(batch, old);
        settlement.claimWithSignature(batch, signed(21, digest));
        assertEq(claimedOf(id), 400);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {Erc3009Collector} from "../../main/solidity/Erc3009Collector.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// A signature is good for one thing, on one chain, at one contract.
contract ReplayTest is SettlementFixture {
    function testFuzz_voucher_ofAnotherChainIsRefused(uint64 chain) public {
        vm.assume(chain != 0 && chain != block.chainid);
        uint256 here = block.chainid;
        vm.chainId(chain);
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        vm.chainId(here);
        refusedVoucher(batch);
    }

    function test_voucher_ofAnotherContractIsRefused() public {
        BatchSettlement other = new BatchSettlement();
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        // Also where it names our channel's id.
        batch[0].signature = signed(AUTHORIZER_KEY, other.getVoucherDigest(id, 500));
        refusedVoucher(batch);
    }

    function testFuzz_voucher_ofAnotherChannelIsRefused(bytes32 salt) public {
        vm.assume(salt != config.salt);
        IBatchSettlement.ChannelConfig memory other = config;
        other.salt = salt;
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        batch[0].signature = signed(AUTHORIZER_KEY, settlement.getVoucherDigest(settlement.getChannelId(other), 500));
        refusedVoucher(batch);
    }

    function testFuzz_voucher_ofAnotherCeilingIsRefused(uint128 ceiling) public {
        ceiling = uint128(bound(ceiling, 501, DEPOSIT));
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        (batch[0].voucher.maxClaimableAmount, batch[0].totalClaimed) = (ceiling, ceiling);
        refusedVoucher(batch);
    }

    function test_voucher_malleatedIsRefused() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(AUTHORIZER_KEY, settlement.getVoucherDigest(id, 500));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        batch[0].signature = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert();
        vm.prank(receiver);
        settlement.claim(batch);
    }

    function test_claim_replayedAfterATopUpTakesNothing() public {
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        settlement.claimWithSignature(batch, signature);
        deposit(config, 1000, 2);
        settlement.claimWithSignature(batch, signature);
        assertEq(claimedOf(id), 500);
        settlement.settle(receiver, address(erc20));
        assertEq(erc20.balanceOf(receiver), 500);
    }

    function testFuzz_claimBatch_ofAnotherChainOrContractIsRefused(uint64 chain) public {
        vm.assume(chain != 0 && chain != block.chainid);
        uint256 here = block.chainid;
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        vm.chainId(chain);
        bytes memory elsewhere = signed(RECEIVER_AUTHORIZER_KEY, settlement.getClaimBatchDigest(batch));
        vm.chainId(here);
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.claimWithSignature(batch, elsewhere);
        bytes memory toAnother = signed(RECEIVER_AUTHORIZER_KEY, new BatchSettlement().getClaimBatchDigest(batch));
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.claimWithSignature(batch, toAnother);
    }

    function test_refund_ofAnotherChainContractOrChannelIsRefused() public {
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        bytes memory elsewhere = signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(id, 0, 300));
        vm.chainId(here);
        refusedRefund(elsewhere);
        refusedRefund(signed(RECEIVER_AUTHORIZER_KEY, new BatchSettlement().getRefundDigest(id, 0, 300)));
        refusedRefund(signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(keccak256("other"), 0, 300)));
    }

    function test_refund_replayedAfterATopUpIsRefused() public {
        bytes memory signature = signed(RECEIVER_AUTHORIZER_KEY, settlement.getRefundDigest(id, 0, DEPOSIT));
        settlement.refundWithSignature(config, DEPOSIT, 0, signature);
        deposit(config, 1000, 2);
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.BadRefundNonce.selector, 1));
        settlement.refundWithSignature(config, DEPOSIT, 0, signature);
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.refundWithSignature(config, DEPOSIT, 1, signature);
        assertEq(balanceOf(id), 1000);
    }

    function test_voucher_isNoRefundAndNoBatch() public {
        // One key for both roles: the types keep what it signs apart.
        config.receiverAuthorizer = vm.addr(AUTHORIZER_KEY);
        id = settlement.getChannelId(config);
        deposit(config, 1000, 3);
        bytes memory voucher = signed(AUTHORIZER_KEY, settlement.getVoucherDigest(id, 500));
        refusedRefund(voucher);
        IBatchSettlement.VoucherClaim[] memory batch = claims(500, 500);
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.claimWithSignature(batch, voucher);
    }

    function test_authorizer_rotatedKeySignsNoMoreRefunds() public {
        OperatorAuthorizer authorizer = new OperatorAuthorizer(address(this), vm.addr(20));
        config.receiverAuthorizer = address(authorizer);
        id = settlement.getChannelId(config);
        deposit(config, 1000, 3);
        bytes32 digest = settlement.getRefundDigest(id, 0, 300);
        authorizer.setOperator(vm.addr(21));
        refusedRefund(signed(20, digest));
        settlement.refundWithSignature(config, 300, 0, signed(21, digest));
        assertEq(balanceOf(id), 700);
    }

    function test_authorizer_isNotTheOneOfAnotherOperator() public {
        // The operator of one authorizer is nobody to the channels of another.
        OperatorAuthorizer ours = new OperatorAuthorizer(address(this), vm.addr(20));
        new OperatorAuthorizer(address(this), vm.addr(21));
        config.receiverAuthorizer = address(ours);
        id = settlement.getChannelId(config);
        refusedRefund(signed(21, settlement.getRefundDigest(id, 0, 300)));
    }

    function refusedVoucher(IBatchSettlement.VoucherClaim[] memory batch) private {
        vm.expectRevert(abi.encodeWithSelector(IBatchSettlement.BadVoucherSignature.selector, id));
        vm.prank(receiver);
        settlement.claim(batch);
        assertEq(claimedOf(id), 0);
    }

    function refusedRefund(bytes memory signature) private {
        vm.expectRevert(IBatchSettlement.BadAuthorizerSignature.selector);
        settlement.refundWithSignature(config, 300, 0, signature);
    }
}

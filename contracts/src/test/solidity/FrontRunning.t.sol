// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Erc3009Collector} from "../../main/solidity/Erc3009Collector.sol";
import {IBatchSettlement} from "../../main/solidity/IBatchSettlement.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {SettlementFixture} from "./SettlementFixture.sol";

/// Whoever sees a payer's authorization in the mempool can at most do the payer's errand.
contract FrontRunningTest is SettlementFixture {
    address private thief = address(0x7E1EF);

    function testFuzz_deposit_sentByAnotherFirstFundsTheSameChannel(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e9));
        bytes memory seen = authorization(id, amount, 2);
        vm.prank(thief);
        settlement.deposit(config, amount, address(collector), seen);
        assertEq(balanceOf(id), DEPOSIT + amount);
        // The gateway's own transaction then fails, with the nonce used: the deposit has happened.
        vm.expectRevert(DevToken.AuthorizationAlreadyUsed.selector);
        settlement.deposit(config, amount, address(collector), seen);
        assertTrue(erc20.authorizationState(payer, keccak256(abi.encode(id, uint256(2)))));
    }

    function testFuzz_deposit_ofAnAuthorizationIsForItsAmountOnly(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e9));
        vm.assume(amount != 500);
        bytes memory seen = authorization(id, 500, 2);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        settlement.deposit(config, amount, address(collector), seen);
    }

    function test_authorization_cannotBeUsedBesideTheCollector() public {
        bytes32 nonce = keccak256(abi.encode(id, uint256(2)));
        bytes memory signature = signatureIn(authorization(id, 500, 2));
        vm.startPrank(thief);
        vm.expectRevert(abi.encodeWithSelector(DevToken.NotPayee.selector, thief));
        erc20.receiveWithAuthorization(payer, address(collector), 500, 0, type(uint40).max, nonce, signature);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        erc20.transferWithAuthorization(payer, address(collector), 500, 0, type(uint40).max, nonce, signature);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        erc20.receiveWithAuthorization(payer, thief, 500, 0, type(uint40).max, nonce, signature);
        vm.stopPrank();
    }

    function test_authorization_ofAnotherChainIsRefused() public {
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        bytes32 thereId = settlement.getChannelId(config);
        bytes memory there = authorization(thereId, 500, 2);
        bytes memory theirsForOurs = authorization(id, 500, 2);
        vm.chainId(here);
        assertTrue(thereId != id);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        settlement.deposit(config, 500, address(collector), there);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        settlement.deposit(config, 500, address(collector), theirsForOurs);
    }

    function test_collector_ofAnotherSettlementTakesNothing() public {
        Erc3009Collector theirs = new Erc3009Collector(thief);
        bytes memory seen = authorization(id, 500, 2);
        vm.expectRevert(DevToken.BadAuthorizationSignature.selector);
        vm.prank(thief);
        theirs.collect(payer, address(erc20), 500, id, seen);
    }

    function signatureIn(bytes memory collectorData) private pure returns (bytes memory signature) {
        (,,, signature) = abi.decode(collectorData, (uint256, uint256, uint256, bytes));
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract OwnershipTest is RegistryFixture {
    uint256 private id;

    function setUp() public {
        id = openAsset(alice, "poems");
    }

    function test_payeeOf_isTheOwnerUntilAPayoutIsSet() public {
        assertEq(registry.payeeOf(id), alice);
        vm.prank(alice);
        registry.setPayout(id, address(0xCAFE));
        assertEq(registry.payeeOf(id), address(0xCAFE));
    }

    function test_transfer_clearsThePayout() public {
        vm.startPrank(alice);
        registry.setPayout(id, address(0xCAFE));
        registry.transferFrom(alice, bob, id);
        vm.stopPrank();
        assertEq(registry.payeeOf(id), bob);
    }

    function test_setPayout_andTerms_areForTheOwner() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(AssetRegistry.NotOwner.selector, bob));
        registry.setPayout(id, bob);
        vm.expectRevert(abi.encodeWithSelector(AssetRegistry.NotOwner.selector, bob));
        registry.setTerms(id, AssetRegistry.Terms(1, 1, 1, 1));
    }

    function testFuzz_setTerms_neverStarvesTheLineage(uint16 workerBps, uint16 feeBps) public {
        AssetRegistry.Terms memory terms = AssetRegistry.Terms(1, 2, workerBps, feeBps);
        bool fair = workerBps <= registry.MAX_WORKER_BPS() && feeBps <= registry.MAX_FEE_BPS();
        if (!fair) vm.expectRevert(AssetRegistry.ShareAboveCap.selector);
        vm.prank(alice);
        registry.setTerms(id, terms);
        assertEq(registry.termsOf(id).feeBps, fair ? feeBps : 500);
        assertTrue(registry.termsOf(id).workerBps + registry.termsOf(id).feeBps <= 8500);
    }
}

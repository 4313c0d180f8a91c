// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract RegisterTest is RegistryFixture {
    function test_register_keepsEveryField() public {
        AssetRegistry.Registration memory it = registration("poems", true, 250);
        uint256 id = register(alice, it);
        AssetRegistry.Asset memory asset = registry.assetOf(id);
        assertEq(id, 1);
        assertEq(registry.ownerOf(id), alice);
        assertEq(registry.idOf(it.contentHash), id);
        assertEq(uint256(asset.kind), uint256(AssetRegistry.Kind.Dataset));
        assertEq(asset.registrar, alice);
        assertEq(asset.contentHash, it.contentHash);
        assertEq(asset.manifestHash, it.manifestHash);
        assertEq(keccak256(bytes(asset.name)), keccak256("poems"));
        assertEq(keccak256(bytes(asset.ownerName)), keccak256("Some Owner"));
        assertEq(keccak256(bytes(asset.licence)), keccak256("CC-BY-4.0"));
        assertEq(keccak256(bytes(registry.tokenURI(id))), keccak256("ipfs://manifest"));
        assertEq(asset.terms.completionPrice, 2_000_000);
        assertEq(asset.consent.minBps, 250);
    }

    function test_register_needsACommitmentOfTheSameSenderAnEarlierBlock() public {
        AssetRegistry.Registration memory it = registration("poems", true, 0);
        vm.expectRevert(AssetRegistry.NotCommitted.selector);
        vm.prank(alice);
        registry.register(it, SALT);

        registry.commit(registry.commitmentOf(alice, it.contentHash, SALT));
        vm.expectRevert(AssetRegistry.CommittedThisBlock.selector);
        vm.prank(alice);
        registry.register(it, SALT);

        vm.roll(block.number + 1);
        vm.expectRevert(AssetRegistry.NotCommitted.selector);
        vm.prank(bob);
        registry.register(it, SALT);
    }

    function test_commit_copiedByAnotherDoesNotDelay() public {
        AssetRegistry.Registration memory it = registration("poems", true, 0);
        bytes32 commitment = registry.commitmentOf(alice, it.contentHash, SALT);
        registry.commit(commitment);
        vm.roll(block.number + 1);
        vm.prank(bob);
        registry.commit(commitment);
        vm.prank(alice);
        registry.register(it, SALT);
        assertEq(registry.ownerOf(1), alice);
    }

    function test_register_refusesContentAlreadyRegistered() public {
        AssetRegistry.Registration memory it = registration("poems", true, 0);
        register(alice, it);
        commit(bob, it);
        vm.expectRevert(abi.encodeWithSelector(AssetRegistry.AlreadyRegistered.selector, 1));
        vm.prank(bob);
        registry.register(it, SALT);
    }

    function test_register_refusesUnsoundFields() public {
        AssetRegistry.Registration memory it = registration("unknown kind", true, 0);
        it.kind = AssetRegistry.Kind.Unknown;
        refused(it, AssetRegistry.UnknownKind.selector);
        it = registration("no content", true, 0);
        it.contentHash = 0;
        refused(it, AssetRegistry.EmptyContentHash.selector);
        it = registration("long text", true, 0);
        it.licence = string(new bytes(513));
        refused(it, AssetRegistry.TextTooLong.selector);
        it = registration("consent", true, 10_001);
        refused(it, AssetRegistry.ConsentOutOfRange.selector);
        it = registration("worker share", true, 0);
        it.terms.workerBps = registry.MAX_WORKER_BPS() + 1;
        refused(it, AssetRegistry.ShareAboveCap.selector);
        it = registration("price", true, 0);
        it.terms.completionPrice = registry.MAX_PRICE() + 1;
        refused(it, AssetRegistry.PriceAboveCap.selector);
        it = registration("fee", true, 0);
        it.terms.feeBps = registry.MAX_FEE_BPS() + 1;
        refused(it, AssetRegistry.ShareAboveCap.selector);
    }

    function testFuzz_register_asksForTheParentsConsent(uint16 minBps, uint16 bps, bool open, bool own) public {
        minBps = uint16(bound(minBps, 0, 10_000));
        bps = uint16(bound(bps, 0, 10_000));
        uint256 parent = register(alice, registration("poems", open, minBps));
        parents.push(Lineage.Parent(uint96(parent), bps));
        AssetRegistry.Registration memory child = registration("model", true, 0);
        address owner = own ? alice : bob;
        commit(owner, child);
        bool consented = own || (open && bps >= minBps);
        if (!consented) vm.expectRevert(abi.encodeWithSelector(AssetRegistry.NoConsent.selector, parent));
        vm.prank(owner);
        registry.register(child, SALT);
        assertEq(registry.count(), consented ? 2 : 1);
    }

    function test_register_refusesParentsThatDoNotExist() public {
        parents.push(Lineage.Parent(1, 100));
        AssetRegistry.Registration memory it = registration("own parent", true, 0);
        commit(alice, it);
        vm.expectRevert();
        vm.prank(alice);
        registry.register(it, SALT);
    }

    function refused(AssetRegistry.Registration memory it, bytes4 reason) private {
        commit(alice, it);
        vm.expectRevert(reason);
        vm.prank(alice);
        registry.register(it, SALT);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract RegisterTest is RegistryFixture {
    function test_register_keepsEveryField() public {
        IAssetRegistry.Registration memory it = registration("poems", true, 250);
        uint256 id = register(alice, it);
        IAssetRegistry.Asset memory asset = registry.assetOf(id);
        assertEq(id, 1);
        assertEq(registry.ownerOf(id), alice);
        assertEq(uint256(asset.kind), uint256(IAssetRegistry.Kind.Model));
        assertEq(asset.registrar, alice);
        assertEq(asset.contentHash, it.contentHash);
        assertEq(registry.contentHashOf(id), it.contentHash);
        assertEq(asset.manifestHash, it.manifestHash);
        assertEq(keccak256(bytes(asset.name)), keccak256("poems"));
        assertEq(keccak256(bytes(asset.ownerName)), keccak256("Some Owner"));
        assertEq(keccak256(bytes(asset.licence)), keccak256("CC-BY-4.0"));
        assertEq(keccak256(bytes(registry.tokenURI(id))), keccak256("ipfs://manifest"));
        assertEq(keccak256(abi.encode(registry.termsOf(id, 1))), keccak256(abi.encode(it.terms)));
        assertEq(keccak256(abi.encode(registry.consentOf(id))), keccak256(abi.encode(it.consent)));
    }

    function test_register_needsACommitmentOfTheSameSenderAnEarlierBlock() public {
        IAssetRegistry.Registration memory it = registration("poems", true, 0);
        vm.expectRevert(IAssetRegistry.NotCommitted.selector);
        vm.prank(alice);
        registry.register(it, SALT, unsigned(), ANY);

        registry.commit(registry.commitmentOf(alice, it.contentHash, SALT));
        vm.expectRevert(IAssetRegistry.CommittedThisBlock.selector);
        vm.prank(alice);
        registry.register(it, SALT, unsigned(), ANY);

        vm.roll(block.number + 1);
        vm.expectRevert(IAssetRegistry.NotCommitted.selector);
        vm.prank(bob);
        registry.register(it, SALT, unsigned(), ANY);
    }

    function test_commit_copiedByAnotherDoesNotDelay() public {
        IAssetRegistry.Registration memory it = registration("poems", true, 0);
        bytes32 commitment = registry.commitmentOf(alice, it.contentHash, SALT);
        registry.commit(commitment);
        vm.roll(block.number + 1);
        vm.prank(bob);
        registry.commit(commitment);
        vm.prank(alice);
        registry.register(it, SALT, unsigned(), ANY);
        assertEq(registry.ownerOf(1), alice);
    }

    function test_register_takesOneClaimOfEachSender() public {
        IAssetRegistry.Registration memory it = registration("poems", true, 0);
        register(alice, it);
        refused(alice, it, abi.encodeWithSelector(IAssetRegistry.AlreadyRegistered.selector, 1));
        // Not again in another's name either, nor after it was sold.
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AlreadyRegistered.selector, 1));
        vm.prank(alice);
        registry.registerFor(it, SALT, unsigned(), ANY);
        vm.prank(alice);
        registry.transferFrom(alice, bob, 1);
        refused(alice, it, abi.encodeWithSelector(IAssetRegistry.AlreadyRegistered.selector, 1));

        register(bob, it);
        uint256[] memory claims = registry.claimsOf(it.contentHash);
        assertEq(claims.length, 2);
        assertEq(claims[0], 1);
        assertEq(claims[1], 2);
        assertEq(registry.claimsOf(keccak256("nothing")).length, 0);
    }

    function test_register_refusesUnsoundFields() public {
        IAssetRegistry.Registration memory it = registration("unknown kind", true, 0);
        it.kind = IAssetRegistry.Kind.Unknown;
        refused(it, IAssetRegistry.UnknownKind.selector);
        it = registration("no content", true, 0);
        it.contentHash = 0;
        refused(it, IAssetRegistry.EmptyContentHash.selector);
        it = registration("long text", true, 0);
        it.licence = string(new bytes(513));
        refused(it, IAssetRegistry.TextTooLong.selector);
        it = registration("consent", true, 10_001);
        refused(it, IAssetRegistry.ConsentOutOfRange.selector);
        it = registration("floor", true, 0);
        it.consent.pixelFloor = registry.MAX_PRICE() + 1;
        refused(it, IAssetRegistry.ConsentOutOfRange.selector);
        it = registration("worker share", true, 0);
        it.terms.workerBps = registry.MAX_WORKER_BPS() + 1;
        refused(it, IAssetRegistry.ShareAboveCap.selector);
        it = registration("fee", true, 0);
        it.terms.feeBps = registry.MAX_FEE_BPS() + 1;
        refused(it, IAssetRegistry.ShareAboveCap.selector);
        it = registration("price", true, 0);
        it.terms.completionPrice = registry.MAX_PRICE() + 1;
        refused(it, IAssetRegistry.PriceAboveCap.selector);
        it = registration("pixels", true, 0);
        it.terms.pixelPrice = registry.MAX_PRICE() + 1;
        refused(it, IAssetRegistry.PriceAboveCap.selector);
        it = registration("cached", true, 0);
        it.terms.cachedPrice = it.terms.promptPrice + 1;
        refused(it, IAssetRegistry.CachedAbovePrompt.selector);
    }

    function test_register_refusesParentsThatDoNotExist() public {
        parents.push(Lineage.Parent(1, 100));
        refused(
            alice,
            registration("own parent", true, 0),
            abi.encodeWithSignature("ERC721NonexistentToken(uint256)", 1)
        );
    }

    function test_views_answerZeroForWhatDoesNotExist() public view {
        assertEq(registry.contentHashOf(7), bytes32(0));
        assertEq(registry.flatHashOf(7), bytes32(0));
        assertEq(registry.payeeAt(7, today()), address(0));
        assertEq(registry.ownerAt(7, FAR), address(0));
        (uint32 version, IAssetRegistry.Terms memory none) = registry.termsAt(7, FAR);
        assertEq(version, 0);
        assertEq(none.promptPrice, 0);
    }

    /// EIP-170; forge does not hold tests to it.
    function test_registry_fitsAChain() public view {
        assertTrue(address(registry).code.length <= 24_576);
    }

    function refused(IAssetRegistry.Registration memory it, bytes4 reason) private {
        refused(alice, it, abi.encodeWithSelector(reason));
    }
}

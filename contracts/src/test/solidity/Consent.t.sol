// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

/// A wallet that signs by whoever holds its key (ERC-1271).
contract ContractOwner {
    address private immutable holder;

    constructor(address holder_) {
        holder = holder_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bytes32 r = bytes32(signature[0:32]);
        bytes32 s = bytes32(signature[32:64]);
        return ecrecover(digest, uint8(signature[64]), r, s) == holder ? bytes4(0x1626ba7e) : bytes4(0);
    }
}

/// What parents ask for, by their settings or by their owner's signature, and what children keep ever after.
contract ConsentTest is RegistryFixture {
    uint256 private constant KEY = 0xA11CE5;
    address private carol = vm.addr(KEY);

    function testFuzz_register_asksForTheParentsConsent(uint16 minBps, uint16 bps, bool open, bool own) public {
        minBps = uint16(bound(minBps, 0, 10_000));
        bps = uint16(bound(bps, 0, 10_000));
        uint256 parent = register(alice, registration("poems", open, minBps));
        parents.push(Lineage.Parent(uint96(parent), bps));
        IAssetRegistry.Registration memory it = registration("model", true, 0);
        if (own || (open && bps >= minBps)) register(own ? alice : bob, it);
        else refused(bob, it, noConsent(parent));
    }

    function test_registerFor_takesTheConsentOfAnOwnerWhoSendsItself() public {
        uint256 parent = register(alice, registration("poems", false, 0));
        parents.push(Lineage.Parent(uint96(parent), 100));
        assertEq(registerFor(alice, registration("for another", true, 0)), 2);
    }

    function testFuzz_charge_minimumHoldsForEveryTermsTheChildWillHave(
        uint16 minBps,
        uint16 bps,
        uint16 workerBps,
        uint16 feeBps
    ) public {
        minBps = uint16(bound(minBps, 1, 1500));
        bps = uint16(bound(bps, minBps, 10_000));
        workerBps = uint16(bound(workerBps, 0, 7000));
        feeBps = uint16(bound(feeBps, 0, 1500));
        child(parentThatAsks(IAssetRegistry.Consent(true, IAssetRegistry.Base.Charge, minBps, 0, 0)), bps);
        IAssetRegistry.Registration memory it = registration("model", true, 0);
        it.terms = terms(0, 0);
        uint256 id = register(bob, it);
        bool kept = uint256(bps) * (10_000 - workerBps - feeBps) >= uint256(minBps) * 10_000;
        if (!kept) vm.expectRevert(IAssetRegistry.RestBelowPledge.selector);
        vm.prank(bob);
        registry.setTerms(id, terms(workerBps, feeBps));

        it = registration("another model", true, 0);
        it.terms = terms(workerBps, feeBps);
        if (kept) register(alice, it);
        else refused(bob, it, abi.encodeWithSelector(IAssetRegistry.RestBelowPledge.selector));
    }

    function test_floors_areTheHighestOfAnyParentAndPassThroughDatasets() public {
        child(parentThatAsks(IAssetRegistry.Consent(true, IAssetRegistry.Base.Revenue, 0, 300, 20)), 100);
        IAssetRegistry.Registration memory data = registration("more data", true, 0);
        // A dataset answers no calls: it has no prices, whatever its parents ask.
        data.kind = IAssetRegistry.Kind.Dataset;
        data.terms = IAssetRegistry.Terms(0, 0, 0, 0, 0, 0);
        data.consent.completionFloor = 250;
        data.consent.pixelFloor = 21;
        child(register(bob, data), 100);
        refusedBelow(299, 21);
        refusedBelow(300, 20);
        uint256 id = register(alice, model("model", 300, 21));
        assertEq(registry.assetOf(id).pledge.completionFloor, 300);
        assertEq(registry.assetOf(id).pledge.pixelFloor, 21);
        // What the owner asks of others it need not keep itself; what it inherited it must.
        id = register(bob, model("own model", 300, 20));
        assertEq(registry.assetOf(id).pledge.pixelFloor, 20);
    }

    function testFuzz_dataset_hasNoPrices(uint64 prompt, uint64 completion, uint64 pixel) public {
        // Else a model that is registered as one would be called below the floors.
        IAssetRegistry.Registration memory data = registration("data", true, 0);
        data.kind = IAssetRegistry.Kind.Dataset;
        data.terms = IAssetRegistry.Terms(0, 0, 0, 0, 6000, 500);
        uint256 id = register(alice, data);
        prompt = uint64(bound(prompt, 0, 2));
        completion = uint64(bound(completion, 0, 2));
        pixel = uint64(bound(pixel, 0, 2));
        data.terms = IAssetRegistry.Terms(prompt, 0, completion, pixel, 6000, 500);
        bool priced = prompt + completion + pixel != 0;
        if (priced) vm.expectRevert(IAssetRegistry.PricedDataset.selector);
        vm.prank(alice);
        registry.setTerms(id, data.terms);
        if (priced) refused(bob, data, abi.encodeWithSelector(IAssetRegistry.PricedDataset.selector));
        else register(bob, data);
    }

    /// The parents' owners see what is about to be registered, and can ask for more before it is.
    function testFuzz_register_promisesNoMoreThanWasAccepted(uint8 what) public {
        IAssetRegistry.Consent memory asked = IAssetRegistry.Consent(true, IAssetRegistry.Base.Charge, 500, 300, 20);
        uint256 parent = parentThatAsks(asked);
        child(parent, 2000);
        IAssetRegistry.Registration memory it = model("child", 1000, 50);
        it.terms = IAssetRegistry.Terms(0, 0, 1000, 50, 0, 0);
        IAssetRegistry.Pledge memory seen = registry.pledgeFor(parents, it.contentHash, unsigned(), bob);
        assertEq(keccak256(abi.encode(seen)), keccak256(abi.encode(IAssetRegistry.Pledge(300, 20, 2500))));
        commit(bob, it);

        if (what % 3 == 0) asked.completionFloor = 301;
        if (what % 3 == 1) asked.pixelFloor = 21;
        if (what % 3 == 2) asked.minBps = 501;
        vm.prank(registry.ownerOf(parent));
        registry.setConsent(parent, asked);
        IAssetRegistry.Pledge memory now_ = registry.pledgeFor(parents, it.contentHash, unsigned(), bob);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.PledgeAboveAccepted.selector, now_));
        vm.prank(bob);
        registry.register(it, SALT, unsigned(), seen);
        vm.prank(bob);
        uint256 id = registry.register(it, SALT, unsigned(), now_);
        assertEq(keccak256(abi.encode(registry.assetOf(id).pledge)), keccak256(abi.encode(now_)));
    }

    function test_floors_holdForLaterTermsAndLaterGenerations() public {
        child(parentThatAsks(IAssetRegistry.Consent(true, IAssetRegistry.Base.Revenue, 0, 300, 20)), 100);
        uint256 base = register(bob, model("base", 300, 20));
        vm.startPrank(bob);
        vm.expectRevert(IAssetRegistry.PriceBelowFloor.selector);
        registry.setTerms(base, model("", 299, 20).terms);
        vm.expectRevert(IAssetRegistry.PriceBelowFloor.selector);
        registry.setTerms(base, model("", 300, 19).terms);
        registry.setTerms(base, model("", 301, 21).terms);
        // Its own children too, whatever it asks itself.
        registry.setConsent(base, IAssetRegistry.Consent(true, IAssetRegistry.Base.Revenue, 0, 0, 0));
        vm.stopPrank();
        for (uint160 generation = 1; generation < 4; ++generation) {
            child(base, 100);
            refusedBelow(299, 20);
            refusedBelow(300, 19);
            base = register(address(generation), model(string(abi.encodePacked("tuned", generation)), 300, 20));
            vm.prank(address(generation));
            registry.setConsent(base, IAssetRegistry.Consent(true, IAssetRegistry.Base.Revenue, 0, 0, 0));
        }
    }

    function test_setConsent_isTheOwnersAndForFutureChildren() public {
        uint256 parent = register(alice, registration("poems", true, 0));
        child(parent, 100);
        uint256 first = register(bob, model("first", 5, 0));
        IAssetRegistry.Consent memory dearer =
            IAssetRegistry.Consent(true, IAssetRegistry.Base.Revenue, 0, 1000, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, bob));
        vm.prank(bob);
        registry.setConsent(parent, dearer);
        vm.prank(alice);
        registry.setConsent(parent, dearer);
        refusedBelow(999, 0);
        vm.prank(bob);
        registry.setTerms(first, model("", 1, 0).terms);
    }

    function test_signed_letsOneChildOfAClosedParentBeRegistered() public {
        uint256 parent = closedParent(carol);
        child(parent, 500);
        IAssetRegistry.Registration memory it = model("model", 30, 7);
        IAssetRegistry.SignedConsent[] memory signed = consentTo(parent, it.contentHash, bob, 500, 30, 7);
        refused(alice, it, signed, noConsent(parent));
        refused(bob, it, unsigned(), noConsent(parent));
        it.terms.completionPrice = 29;
        refused(bob, it, signed, abi.encodeWithSelector(IAssetRegistry.PriceBelowFloor.selector));
        it.terms.completionPrice = 30;
        parents[0].bps = 499;
        IAssetRegistry.Registration memory less = model("model", 30, 7);
        refused(bob, less, signed, noConsent(parent));
        vm.prank(bob);
        uint256 id = registry.register(it, SALT, signed, ANY);
        assertEq(registry.assetOf(id).pledge.completionFloor, 30);
        assertEq(registry.assetOf(id).pledge.pixelFloor, 7);

        IAssetRegistry.Registration memory other = model("other model", 30, 7);
        refused(bob, other, signed, noConsent(parent));
    }

    function test_signed_isForOneChainAndOneRegistry() public {
        uint256 parent = closedParent(carol);
        child(parent, 500);
        IAssetRegistry.Registration memory it = model("model", 30, 7);
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        IAssetRegistry.SignedConsent[] memory there = consentTo(parent, it.contentHash, bob, 500, 0, 0);
        vm.chainId(here);
        refused(bob, it, there, noConsent(parent));

        AssetRegistry real = registry;
        registry = new AssetRegistry(PERIOD, NOTICE, HANDOVER_DELAY);
        IAssetRegistry.SignedConsent[] memory elsewhere = consentTo(parent, it.contentHash, bob, 500, 0, 0);
        registry = real;
        refused(bob, it, elsewhere, noConsent(parent));
    }

    function test_signed_endsWithItsDeadlineAndWithTheSignersOwnership() public {
        uint256 parent = closedParent(carol);
        child(parent, 500);
        IAssetRegistry.Registration memory it = model("model", 30, 7);
        IAssetRegistry.SignedConsent[] memory signed = consentTo(parent, it.contentHash, bob, 500, 0, 0);
        uint256 now_ = block.timestamp;
        vm.warp(signed[0].deadline + 1);
        refused(bob, it, signed, abi.encodeWithSelector(IAssetRegistry.ConsentExpired.selector, parent));
        vm.warp(now_);
        vm.prank(carol);
        registry.transferFrom(carol, alice, parent);
        refused(bob, it, signed, noConsent(parent));
    }

    function testFuzz_signed_isRefusedWithAnyByteChanged(uint8 where, uint8 change) public {
        vm.assume(change != 0);
        uint256 parent = closedParent(carol);
        child(parent, 500);
        IAssetRegistry.Registration memory it = model("model", 30, 7);
        IAssetRegistry.SignedConsent[] memory signed = consentTo(parent, it.contentHash, bob, 500, 0, 0);
        uint256 at = where % 65;
        signed[0].signature[at] = bytes1(uint8(signed[0].signature[at]) ^ change);
        refused(bob, it, signed, noConsent(parent));
    }

    function test_signed_byAContractThatOwnsTheParent() public {
        address wallet = address(new ContractOwner(carol));
        uint256 parent = closedParent(wallet);
        child(parent, 500);
        IAssetRegistry.Registration memory it = model("model", 30, 7);
        IAssetRegistry.SignedConsent[] memory signed = consentTo(parent, it.contentHash, bob, 500, 0, 0);
        commit(bob, it);
        vm.prank(bob);
        registry.register(it, SALT, signed, ANY);
        assertEq(registry.count(), 2);
    }

    function test_register_needsAConsentForEachParent() public {
        child(register(alice, registration("poems", true, 0)), 500);
        refused(
            bob,
            model("model", 1, 1),
            new IAssetRegistry.SignedConsent[](0),
            abi.encodeWithSelector(IAssetRegistry.ConsentsMissing.selector)
        );
    }

    function parentThatAsks(IAssetRegistry.Consent memory consent) private returns (uint256) {
        IAssetRegistry.Registration memory it = registration("asking parent", true, 0);
        it.consent = consent;
        return register(alice, it);
    }

    function closedParent(address owner) private returns (uint256) {
        return register(owner, registration("closed parent", false, 0));
    }

    /// Whatever is registered from now on is a child of this one.
    function child(uint256 parent, uint16 bps) private {
        delete parents;
        parents.push(Lineage.Parent(uint96(parent), bps));
    }

    function model(string memory name, uint64 completionPrice, uint64 pixelPrice)
        private
        view
        returns (IAssetRegistry.Registration memory it)
    {
        it = registration(name, true, 0);
        it.kind = IAssetRegistry.Kind.Model;
        it.terms = IAssetRegistry.Terms(0, 0, completionPrice, pixelPrice, 0, 0);
    }

    function refusedBelow(uint64 completionPrice, uint64 pixelPrice) private {
        IAssetRegistry.Registration memory it =
            model(string(abi.encodePacked("cheap", completionPrice, pixelPrice)), completionPrice, pixelPrice);
        refused(address(0xCE4), it, abi.encodeWithSelector(IAssetRegistry.PriceBelowFloor.selector));
    }

    function noConsent(uint256 parent) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAssetRegistry.NoConsent.selector, parent);
    }

    function consentTo(
        uint256 parent,
        bytes32 contentHash,
        address registrar,
        uint16 bps,
        uint64 completionFloor,
        uint64 pixelFloor
    ) private view returns (IAssetRegistry.SignedConsent[] memory consents) {
        uint64 deadline = uint64(block.timestamp + 1 hours);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Tributary AssetRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 consent = keccak256(
            abi.encode(
                registry.DERIVE_CONSENT_TYPEHASH(),
                parent,
                contentHash,
                registrar,
                bps,
                completionFloor,
                pixelFloor,
                deadline
            )
        );
        consents = new IAssetRegistry.SignedConsent[](1);
        consents[0] = IAssetRegistry.SignedConsent(
            bps, completionFloor, pixelFloor, deadline, signed(KEY, keccak256(abi.encodePacked(hex"1901", domain, consent)))
        );
    }
}

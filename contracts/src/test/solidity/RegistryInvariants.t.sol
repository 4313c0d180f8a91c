// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

/// Owners that register, derive, sell and change whatever they like, while time passes.
contract RegistryActions is RegistryFixture {
    uint256 private constant OWNERS = 4;
    uint256 private constant MOST = 20;

    /// What the registry answered for a period that had begun.
    struct Answer {
        uint256 id;
        uint64 period;
        address payee;
        address owner;
        uint32 version;
    }

    Answer[] private answers;
    uint256 private names;
    uint256 public derived;
    uint256 public refusedWithout;

    function registerSome(uint256 seed, uint16[3] calldata bps, uint16 minBps, bool open, bool charge)
        external
    {
        uint256 count = registry.count();
        if (count == MOST) return;
        // Fuzzers like small numbers, of which the upper bits say nothing.
        seed = uint256(keccak256(abi.encode(seed, names)));
        delete parents;
        for (uint256 i; i < seed % 4 && count > 0; ++i) {
            parents.push(Lineage.Parent(uint96(1 + (seed >> (8 * i + 8)) % count), uint16(bound(bps[i % 3], 0, 4000))));
        }
        IAssetRegistry.Registration memory it = registration(string(abi.encodePacked("name", ++names)), open, 0);
        it.kind = IAssetRegistry.Kind(1 + (seed >> 64) % 3);
        it.consent.base = charge ? IAssetRegistry.Base.Charge : IAssetRegistry.Base.Revenue;
        it.consent.minBps = uint16(bound(minBps, 0, 600));
        it.consent.completionFloor = uint64((seed >> 144) % 60);
        it.consent.pixelFloor = uint64((seed >> 152) % 60);
        it.terms = someTerms(seed >> 80);
        if (it.kind == IAssetRegistry.Kind.Dataset && seed >> 160 & 3 != 0) {
            it.terms = IAssetRegistry.Terms(0, 0, 0, 0, it.terms.workerBps, it.terms.feeBps);
        }
        address owner = ownerOf(seed >> 128);
        commit(owner, it);
        bool consented = allConsent(owner);
        vm.prank(owner);
        try registry.register(it, SALT, unsigned(), ANY) returns (uint256) {
            assertTrue(consented);
            if (parents.length > 0) ++derived;
        } catch {
            if (!consented) ++refusedWithout;
        }
    }

    function transferSome(uint256 seed) external {
        uint256 id = someAsset(seed);
        if (id == 0) return;
        address from = registry.ownerOf(id);
        vm.prank(from);
        registry.transferFrom(from, ownerOf(seed >> 64), id);
    }

    function payoutSome(uint256 seed) external {
        uint256 id = someAsset(seed);
        if (id == 0) return;
        vm.prank(registry.ownerOf(id));
        registry.setPayout(id, seed % 3 == 0 ? address(0) : ownerOf(seed >> 64));
    }

    function termsSome(uint256 seed) external {
        uint256 id = someAsset(seed);
        if (id == 0) return;
        vm.prank(registry.ownerOf(id));
        try registry.setTerms(id, someTerms(seed >> 64)) {} catch {}
    }

    function consentSome(uint256 seed, uint16 minBps, bool open) external {
        uint256 id = someAsset(seed);
        if (id == 0) return;
        vm.prank(registry.ownerOf(id));
        registry.setConsent(
            id, IAssetRegistry.Consent(open, IAssetRegistry.Base.Revenue, uint16(bound(minBps, 0, 600)), 0, 0)
        );
    }

    function letTimePass(uint256 time) external {
        remember();
        vm.warp(block.timestamp + bound(time, 1, 30 hours));
        remember();
    }

    /// Whatever was answered for a period since it began is answered for ever.
    function checkPast() external view {
        for (uint256 i; i < answers.length; ++i) {
            Answer storage it = answers[i];
            (uint32 version,) = registry.termsAt(it.id, it.period);
            assertEq(registry.payeeAt(it.id, it.period), it.payee);
            assertEq(registry.ownerAt(it.id, it.period), it.owner);
            assertEq(uint256(version), uint256(it.version));
        }
    }

    function checkLineage() external view {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            IAssetRegistry.Asset memory asset = registry.assetOf(id);
            uint256 bps;
            for (uint256 i; i < asset.parents.length; ++i) {
                assertTrue(asset.parents[i].asset < id);
                bps += asset.parents[i].bps;
                IAssetRegistry.Pledge memory above = registry.assetOf(asset.parents[i].asset).pledge;
                assertTrue(asset.pledge.completionFloor >= above.completionFloor);
                assertTrue(asset.pledge.pixelFloor >= above.pixelFloor);
            }
            Lineage.Ancestor[] memory table = registry.flatLineage(id);
            uint256 ppb;
            for (uint256 i; i < table.length; ++i) {
                assertTrue(table[i].asset < id);
                ppb += table[i].ppb;
            }
            assertTrue(table.length <= 32 && bps <= 10_000);
            assertEq(ppb, bps * 100_000);
            assertEq(registry.flatHashOf(id), keccak256(abi.encode(table)));
        }
    }

    function checkTerms() external view {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            IAssetRegistry.Asset memory asset = registry.assetOf(id);
            (uint32 last,) = registry.termsAt(id, FAR);
            for (uint32 version = 1; version <= last; ++version) {
                IAssetRegistry.Terms memory it = registry.termsOf(id, version);
                assertTrue(it.workerBps <= 7000 && it.feeBps <= 1500 && it.cachedPrice <= it.promptPrice);
                assertTrue(10_000 - it.workerBps - it.feeBps >= asset.pledge.minRestBps);
                bool served = asset.kind != IAssetRegistry.Kind.Dataset;
                assertTrue(served || it.promptPrice + it.completionPrice + it.pixelPrice == 0);
                assertTrue(!served || it.completionPrice >= asset.pledge.completionFloor);
                assertTrue(!served || it.pixelPrice >= asset.pledge.pixelFloor);
            }
        }
    }

    function remember() private {
        for (uint256 id = 1; id <= registry.count() && answers.length < 150; ++id) {
            (uint32 version,) = registry.termsAt(id, today());
            answers.push(
                Answer(id, today(), registry.payeeAt(id, today()), registry.ownerAt(id, today()), version)
            );
        }
    }

    function allConsent(address owner) private view returns (bool) {
        for (uint256 i; i < parents.length; ++i) {
            IAssetRegistry.Consent memory consent = registry.consentOf(parents[i].asset);
            bool open = consent.open && parents[i].bps >= consent.minBps;
            if (!open && registry.ownerOf(parents[i].asset) != owner) return false;
        }
        return true;
    }

    function someAsset(uint256 seed) private view returns (uint256) {
        uint256 count = registry.count();
        return count == 0 ? 0 : 1 + seed % count;
    }

    function someTerms(uint256 seed) private pure returns (IAssetRegistry.Terms memory) {
        return IAssetRegistry.Terms(
            9, uint64(seed % 10), uint64((seed >> 8) % 100), uint64((seed >> 16) % 100), uint16((seed >> 24) % 7001), 500
        );
    }

    function ownerOf(uint256 seed) private pure returns (address) {
        return address(uint160(0xA11CE + seed % OWNERS));
    }
}

contract RegistryInvariantTest {
    RegistryActions private actions;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        actions = new RegistryActions();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory all = new bytes4[](7);
        all[0] = RegistryActions.registerSome.selector;
        // Twice: the rest needs something to act on.
        all[1] = RegistryActions.registerSome.selector;
        all[2] = RegistryActions.transferSome.selector;
        all[3] = RegistryActions.payoutSome.selector;
        all[4] = RegistryActions.termsSome.selector;
        all[5] = RegistryActions.consentSome.selector;
        all[6] = RegistryActions.letTimePass.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(actions), all);
    }

    /// All in one, because each walk costs as much as its checks.
    /// forge-config: default.invariant.runs = 24
    function invariant_pastIsFixedLineageAcyclicAndTermsKeepTheirPledges() external view {
        actions.checkPast();
        actions.checkLineage();
        actions.checkTerms();
    }

    /// Else the walk shows nothing.
    function test_actions_reachDerivedAndRefusedAssets() external {
        for (uint256 i; i < 60; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            actions.registerSome(seed, [uint16(seed >> 30), 900, 300], uint16(seed), seed & 1 == 0, seed & 2 == 0);
        }
        require(actions.derived() > 5 && actions.refusedWithout() > 3, "the walk is too narrow");
    }
}

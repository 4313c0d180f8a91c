// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {Test} from "./Test.sol";

/// A registry, and registrations made short.
abstract contract RegistryFixture is Test {
    bytes32 internal constant SALT = keccak256("salt");

    uint64 internal constant PERIOD = 1 days;
    uint64 internal constant NOTICE = 1 hours;
    uint64 internal constant HANDOVER_DELAY = 7 days;
    uint64 internal constant FAR = type(uint64).max;

    AssetRegistry internal registry = new AssetRegistry(PERIOD, NOTICE, HANDOVER_DELAY);
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    Lineage.Parent[] internal parents;
    /// Whatever parents ask is accepted.
    IAssetRegistry.Pledge internal ANY = IAssetRegistry.Pledge(FAR, FAR, type(uint16).max);

    /// An open model without parents unless `parents` was filled before; the content is unique by its name.
    function registration(string memory name, bool open, uint16 minBps)
        internal
        view
        returns (IAssetRegistry.Registration memory)
    {
        return IAssetRegistry.Registration(
            IAssetRegistry.Kind.Model,
            keccak256(bytes(name)),
            keccak256(abi.encode("manifest", name)),
            "ipfs://manifest",
            name,
            "Some Owner",
            "CC-BY-4.0",
            parents,
            IAssetRegistry.Consent(open, IAssetRegistry.Base.Revenue, minBps, 0, 0),
            terms(6000, 500)
        );
    }

    function commit(address registrar, IAssetRegistry.Registration memory it) internal {
        registry.commit(registry.commitmentOf(registrar, it.contentHash, SALT));
        vm.roll(block.number + 1);
    }

    function register(address owner, IAssetRegistry.Registration memory it) internal returns (uint256) {
        commit(owner, it);
        vm.prank(owner);
        return registry.register(it, SALT, unsigned(), ANY);
    }

    function registerFor(address registrar, IAssetRegistry.Registration memory it) internal returns (uint256) {
        commit(registrar, it);
        vm.prank(registrar);
        return registry.registerFor(it, SALT, unsigned(), ANY);
    }

    /// Nobody has signed for any of the parents.
    function unsigned() internal view returns (IAssetRegistry.SignedConsent[] memory) {
        return new IAssetRegistry.SignedConsent[](parents.length);
    }

    function terms(uint16 workerBps, uint16 feeBps) internal pure returns (IAssetRegistry.Terms memory) {
        return IAssetRegistry.Terms(1_000_000, 250_000, 2_000_000, 40, workerBps, feeBps);
    }

    function refused(address registrar, IAssetRegistry.Registration memory it, bytes memory reason) internal {
        refused(registrar, it, unsigned(), reason);
    }

    function refused(
        address registrar,
        IAssetRegistry.Registration memory it,
        IAssetRegistry.SignedConsent[] memory signed,
        bytes memory reason
    ) internal {
        commit(registrar, it);
        uint256 before = registry.count();
        vm.expectRevert(reason);
        vm.prank(registrar);
        registry.register(it, SALT, signed, ANY);
        assertEq(registry.count(), before);
    }

    /// The period that is running.
    function today() internal view returns (uint64) {
        return registry.periodOf(uint64(block.timestamp));
    }

    function openAsset(address owner, string memory name) internal returns (uint256) {
        delete parents;
        return register(owner, registration(name, true, 0));
    }
}

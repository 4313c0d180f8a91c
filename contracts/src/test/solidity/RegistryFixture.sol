// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {Test} from "./Test.sol";

/// A registry, and registrations made short.
abstract contract RegistryFixture is Test {
    bytes32 internal constant SALT = keccak256("salt");

    AssetRegistry internal registry = new AssetRegistry();
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    Lineage.Parent[] internal parents;

    /// An open dataset without parents unless `parents` was filled before; the content is unique by its name.
    function registration(string memory name, bool open, uint16 minBps)
        internal
        view
        returns (AssetRegistry.Registration memory)
    {
        return AssetRegistry.Registration(
            AssetRegistry.Kind.Dataset,
            keccak256(bytes(name)),
            keccak256(abi.encode("manifest", name)),
            "ipfs://manifest",
            name,
            "Some Owner",
            "CC-BY-4.0",
            parents,
            AssetRegistry.Consent(open, minBps),
            AssetRegistry.Terms(1_000_000, 2_000_000, 6000, 500)
        );
    }

    function commit(address registrar, AssetRegistry.Registration memory it) internal {
        registry.commit(registry.commitmentOf(registrar, it.contentHash, SALT));
        vm.roll(block.number + 1);
    }

    function register(address owner, AssetRegistry.Registration memory it) internal returns (uint256) {
        commit(owner, it);
        vm.prank(owner);
        return registry.register(it, SALT);
    }

    function registerFor(address registrar, AssetRegistry.Registration memory it) internal returns (uint256) {
        commit(registrar, it);
        vm.prank(registrar);
        return registry.registerFor(it, SALT);
    }

    function openAsset(address owner, string memory name) internal returns (uint256) {
        delete parents;
        return register(owner, registration(name, true, 0));
    }
}

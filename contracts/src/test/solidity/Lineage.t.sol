// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract LineageTest is RegistryFixture {
    function test_flatLineage_passesOnWhatTheParentOwesAndAddsDuplicates() public {
        uint256 text = openAsset(alice, "text");
        parents.push(Lineage.Parent(uint96(text), 3333));
        uint256 base = register(alice, registration("base", true, 0));
        delete parents;
        parents.push(Lineage.Parent(uint96(base), 777));
        parents.push(Lineage.Parent(uint96(text), 100));
        uint256 tuned = register(bob, registration("tuned", true, 0));

        Lineage.Ancestor[] memory table = registry.flatLineage(tuned);
        assertEq(table.length, 2);
        assertEq(table[0].asset, base);
        assertEq(table[0].ppb, 51_802_590);
        assertEq(table[1].asset, text);
        assertEq(table[1].ppb, 35_897_410);
        assertEq(registry.assetOf(tuned).flatHash, keccak256(abi.encode(table)));
        assertEq(registry.flatHashOf(tuned), keccak256(abi.encode(table)));
    }

    function testFuzz_flatLineage_sumsToTheParentsShares(uint16 a, uint16 b, uint16 c, uint16 d) public {
        a = uint16(bound(a, 0, 10_000));
        b = uint16(bound(b, 0, 10_000 - a));
        c = uint16(bound(c, 0, 10_000));
        d = uint16(bound(d, 0, 10_000 - c));
        uint96 first = uint96(openAsset(alice, "first"));
        uint96 second = uint96(openAsset(bob, "second"));
        parents.push(Lineage.Parent(first, a));
        parents.push(Lineage.Parent(second, b));
        uint96 base = uint96(register(alice, registration("base", true, 0)));
        delete parents;
        parents.push(Lineage.Parent(base, c));
        parents.push(Lineage.Parent(first, d));
        uint256 tuned = register(bob, registration("tuned", true, 0));
        uint256 sum;
        Lineage.Ancestor[] memory table = registry.flatLineage(tuned);
        for (uint256 i; i < table.length; ++i) {
            assertTrue(table[i].ppb > 0);
            sum += table[i].ppb;
        }
        assertEq(sum, (uint256(c) + d) * 100_000);
    }

    function test_register_refusesParentsAboveTheWhole() public {
        uint96 first = uint96(openAsset(alice, "first"));
        parents.push(Lineage.Parent(first, 6000));
        parents.push(Lineage.Parent(first, 4001));
        refused(IAssetRegistry.ParentsExceedWhole.selector);
    }

    function test_register_refusesNineParents() public {
        uint96 first = uint96(openAsset(alice, "first"));
        for (uint256 i; i < 9; ++i) {
            parents.push(Lineage.Parent(first, 1));
        }
        refused(IAssetRegistry.TooManyParents.selector);
    }

    function test_register_takesThirtyTwoAncestorsAndRefusesMore() public {
        uint96[4] memory bases;
        for (uint256 i; i < 4; ++i) {
            bases[i] = wideAsset(i);
        }
        delete parents;
        // Each brings itself and seven of its own: 32 in all.
        for (uint256 i; i < 4; ++i) {
            parents.push(Lineage.Parent(bases[i], 1000));
        }
        uint256 full = register(bob, registration("full", true, 0));
        assertEq(registry.flatLineage(full).length, 32);
        uint96 extra = uint96(openAsset(alice, "extra"));
        delete parents;
        for (uint256 i; i < 4; ++i) {
            parents.push(Lineage.Parent(bases[i], 1000));
        }
        parents.push(Lineage.Parent(extra, 1));
        refused(Lineage.TooManyAncestors.selector);
    }

    function wideAsset(uint256 n) private returns (uint96) {
        uint96[7] memory roots;
        for (uint256 i; i < 7; ++i) {
            roots[i] = uint96(openAsset(alice, string(abi.encodePacked("root", n, i))));
        }
        for (uint256 i; i < 7; ++i) {
            parents.push(Lineage.Parent(roots[i], 1000));
        }
        uint256 id = register(alice, registration(string(abi.encodePacked("base", n)), true, 0));
        delete parents;
        return uint96(id);
    }

    function refused(bytes4 reason) private {
        refused(bob, registration("child", true, 0), abi.encodeWithSelector(reason));
    }
}

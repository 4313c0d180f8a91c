// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AssetRegistry} from "../../main/solidity/AssetRegistry.sol";
import {EscrowVault} from "../../main/solidity/EscrowVault.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract EscrowTest is RegistryFixture {
    DevToken private erc20 = new DevToken();
    uint256 private id;
    address private vault;

    function setUp() public {
        id = registerFor(bob, registration("poems of an absent owner", true, 0));
        vault = registry.vaultOf(id);
    }

    function test_registerFor_makesTheVaultOwnerAndPayee() public view {
        assertEq(registry.ownerOf(id), vault);
        assertEq(registry.payeeOf(id), vault);
        assertTrue(registry.isEscrowed(id));
        assertEq(vault.code.length, 0);
        assertEq(registry.assetOf(id).registrar, bob);
    }

    function test_isEscrowed_isFalseForAnOwnedAsset() public {
        assertTrue(!registry.isEscrowed(openAsset(alice, "owned")));
    }

    function testFuzz_sweep_isForNobodyWhileEscrowed(address anyone, uint128 amount) public {
        amount = uint128(bound(amount, 1, 1e12));
        vm.assume(anyone != vault);
        // The money may arrive before the code.
        erc20.faucet(vault, amount);
        assertEq(registry.deployVault(id), vault);
        vm.expectRevert(abi.encodeWithSelector(EscrowVault.NotAssetOwner.selector, anyone));
        vm.prank(anyone);
        EscrowVault(vault).sweep(IERC20(address(erc20)), anyone);
        assertEq(erc20.balanceOf(vault), amount);
    }

    function testFuzz_escrow_isNotMovedByTheRegistrarNorAnyone(address anyone) public {
        vm.assume(anyone != vault && anyone != address(0));
        vm.startPrank(anyone);
        vm.expectRevert();
        registry.transferFrom(vault, anyone, id);
        vm.expectRevert();
        registry.approve(anyone, id);
        vm.expectRevert(abi.encodeWithSelector(AssetRegistry.NotOwner.selector, anyone));
        registry.setPayout(id, anyone);
        vm.expectRevert(abi.encodeWithSelector(AssetRegistry.NotOwner.selector, anyone));
        registry.setTerms(id, AssetRegistry.Terms(1, 1, 1, 1));
        vm.stopPrank();
        assertEq(registry.ownerOf(id), vault);
    }

    function test_sweep_paysTheOwnerAfterHandOver() public {
        erc20.faucet(vault, 500);
        registry.deployVault(id);
        // There is no hand-over yet; this is what it will do.
        vm.prank(vault);
        registry.transferFrom(vault, alice, id);
        assertTrue(!registry.isEscrowed(id));
        vm.prank(alice);
        EscrowVault(vault).sweep(IERC20(address(erc20)), address(0xCAFE));
        assertEq(erc20.balanceOf(address(0xCAFE)), 500);
    }

    function test_sweep_ofTheTemplateIsImpossible() public {
        EscrowVault template = registry.vaultTemplate();
        vm.expectRevert();
        template.sweep(IERC20(address(erc20)), bob);
    }

    function test_vaults_differByAsset() public {
        uint256 other = registerFor(bob, registration("other poems", true, 0));
        assertTrue(registry.vaultOf(other) != vault);
        registry.deployVault(other);
        assertEq(EscrowVault(registry.vaultOf(other)).assetId(), other);
    }
}

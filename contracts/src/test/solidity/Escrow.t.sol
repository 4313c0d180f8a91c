// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EscrowVault} from "../../main/solidity/EscrowVault.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
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
        assertEq(registry.payeeAt(id, today()), vault);
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
        vm.expectRevert(abi.encodeWithSelector(EscrowVault.NotHeir.selector, anyone));
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
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, anyone));
        registry.setPayout(id, anyone);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, anyone));
        registry.setTerms(id, terms(1, 1));
        vm.stopPrank();
        assertEq(registry.ownerOf(id), vault);
    }

    function test_accept_handsOverTheAssetAndWhatItsVaultWasPaid() public {
        erc20.faucet(vault, 500);
        offer(alice);
        uint64 before = today();
        vm.warp(block.timestamp + HANDOVER_DELAY);
        vm.prank(alice);
        registry.accept(id);
        assertEq(registry.ownerOf(id), alice);
        assertTrue(!registry.isEscrowed(id));
        assertEq(registry.offerOf(id).to, address(0));
        // What was earned until then is paid to the vault, which is hers as well.
        assertEq(registry.payeeAt(id, before), vault);
        assertEq(registry.payeeAt(id, registry.comingPeriod()), alice);
        registry.deployVault(id);
        sweepAs(alice);
        assertEq(erc20.balanceOf(address(0xCAFE)), 500);
    }

    function test_sweep_byNobodyIsRefusedToo() public {
        registry.deployVault(id);
        vm.expectRevert(abi.encodeWithSelector(EscrowVault.NotHeir.selector, address(0)));
        vm.prank(address(0));
        EscrowVault(vault).sweep(IERC20(address(erc20)), bob);
    }

    function test_sweep_staysWithWhoAcceptedWhenTheAssetIsSold() public {
        accepted(alice);
        registry.deployVault(id);
        vm.prank(alice);
        registry.transferFrom(alice, bob, id);
        erc20.faucet(vault, 500);
        vm.expectRevert(abi.encodeWithSelector(EscrowVault.NotHeir.selector, bob));
        vm.prank(bob);
        EscrowVault(vault).sweep(IERC20(address(erc20)), bob);
        sweepAs(alice);
        assertEq(erc20.balanceOf(address(0xCAFE)), 500);
    }

    function test_accept_isForTheOfferedOneAfterTheDelay() public {
        offer(alice);
        vm.warp(block.timestamp + HANDOVER_DELAY - 1);
        uint64 due = registry.offerOf(id).acceptableAt;
        assertEq(due, block.timestamp + 1);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAcceptable.selector, due));
        vm.prank(alice);
        registry.accept(id);
        vm.warp(due);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOffered.selector, bob));
        vm.prank(bob);
        registry.accept(id);
        vm.prank(alice);
        registry.accept(id);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOffered.selector, alice));
        vm.prank(alice);
        registry.accept(id);
    }

    function test_offer_isReplacedAndWithdrawnByTheRegistrarAlone() public {
        offer(alice);
        vm.warp(block.timestamp + HANDOVER_DELAY);
        // The wrong one: replaced in time, and its delay begins anew.
        offer(address(0xCAFE));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOffered.selector, alice));
        vm.prank(alice);
        registry.accept(id);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotRegistrar.selector, alice));
        registry.offer(id, alice, "");
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotRegistrar.selector, alice));
        registry.withdrawOffer(id);
        vm.stopPrank();
        vm.prank(bob);
        registry.withdrawOffer(id);
        vm.warp(block.timestamp + HANDOVER_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOffered.selector, address(0xCAFE)));
        vm.prank(address(0xCAFE));
        registry.accept(id);
    }

    function test_offer_isOverWithTheHandOver() public {
        accepted(alice);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotEscrowed.selector, id));
        vm.prank(bob);
        registry.offer(id, bob, "");
        // Sent back to the vault it is lost, but not the registrar's again.
        vm.prank(alice);
        registry.transferFrom(alice, vault, id);
        assertTrue(!registry.isEscrowed(id));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotEscrowed.selector, id));
        vm.prank(bob);
        registry.offer(id, bob, "");
    }

    function test_offer_refusesNobodyAndEndlessProofs() public {
        vm.startPrank(bob);
        vm.expectRevert();
        registry.offer(id, address(0), "");
        vm.expectRevert(IAssetRegistry.TextTooLong.selector);
        registry.offer(id, alice, string(new bytes(513)));
        vm.stopPrank();
        uint256 owned = openAsset(alice, "owned");
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotEscrowed.selector, owned));
        vm.prank(alice);
        registry.offer(owned, bob, "");
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

    function offer(address to) private {
        vm.prank(bob);
        registry.offer(id, to, "https://example.org/.well-known/tributary.json");
    }

    function accepted(address by) private {
        offer(by);
        vm.warp(block.timestamp + HANDOVER_DELAY);
        vm.prank(by);
        registry.accept(id);
    }

    function sweepAs(address heir) private {
        vm.prank(heir);
        EscrowVault(vault).sweep(IERC20(address(erc20)), address(0xCAFE));
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

/// The smallest owner that is a contract: whatever it has it pays out in halves.
contract Halves {
    address private immutable one;
    address private immutable other;

    constructor(address one_, address other_) {
        (one, other) = (one_, other_);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }

    function pay(IERC20 erc20) external {
        uint256 half = erc20.balanceOf(address(this)) / 2;
        erc20.transfer(one, half);
        erc20.transfer(other, half);
    }
}

contract OwnershipTest is RegistryFixture {
    uint256 private id;
    uint64 private first;
    uint64 private next;

    function setUp() public {
        vm.warp(20_000 * PERIOD + 5 hours);
        id = openAsset(alice, "poems");
        first = today();
        next = registry.comingPeriod();
    }

    function test_register_holdsFromItsFirstMomentOn() public view {
        assertEq(next, first + 1);
        assertEq(registry.payeeAt(id, first), alice);
        assertEq(registry.ownerAt(id, first), alice);
        (uint32 version,) = registry.termsAt(id, first);
        assertEq(version, 1);
    }

    function test_setPayout_isInForceWithTheComingPeriod() public {
        vm.prank(alice);
        registry.setPayout(id, address(0xCAFE));
        assertEq(registry.payeeAt(id, first), alice);
        assertEq(registry.payeeAt(id, next), address(0xCAFE));
        assertEq(registry.ownerAt(id, next), alice);
        vm.warp(uint256(next) * PERIOD);
        vm.prank(alice);
        registry.setPayout(id, address(0));
        assertEq(registry.payeeAt(id, next), address(0xCAFE));
        assertEq(registry.payeeAt(id, next + 1), alice);
    }

    function test_change_withinTheNoticeWaitsForOnePeriodMore() public {
        vm.warp(uint256(next) * PERIOD - NOTICE - 1);
        assertEq(registry.comingPeriod(), next);
        vm.warp(uint256(next) * PERIOD - NOTICE);
        assertEq(registry.comingPeriod(), next + 1);
        vm.prank(alice);
        registry.transferFrom(alice, bob, id);
        assertEq(registry.payeeAt(id, next), alice);
        assertEq(registry.payeeAt(id, next + 1), bob);
    }

    function test_transfer_paysTheOldOwnerToTheEndOfThePeriodAndClearsThePayout() public {
        vm.startPrank(alice);
        registry.setPayout(id, address(0xCAFE));
        registry.transferFrom(alice, bob, id);
        vm.stopPrank();
        assertEq(registry.ownerOf(id), bob);
        assertEq(registry.payeeAt(id, first), alice);
        assertEq(registry.payeeAt(id, next), bob);
        // A payout that was in force goes on until then.
        uint256 other = openAsset(alice, "prose");
        vm.prank(alice);
        registry.setPayout(other, address(0xCAFE));
        vm.warp(uint256(next) * PERIOD);
        vm.prank(alice);
        registry.transferFrom(alice, bob, other);
        assertEq(registry.payeeAt(other, next), address(0xCAFE));
        assertEq(registry.payeeAt(other, next + 1), bob);
    }

    function test_changes_areForTheOwner() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, bob));
        registry.setPayout(id, bob);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, bob));
        registry.setTerms(id, terms(1, 1));
        vm.stopPrank();
        vm.prank(alice);
        registry.transferFrom(alice, bob, id);
        // The new owner decides at once about what will be, the old one about nothing.
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotOwner.selector, alice));
        vm.prank(alice);
        registry.setPayout(id, alice);
        vm.prank(bob);
        registry.setPayout(id, address(0xB0B0));
        assertEq(registry.payeeAt(id, next), address(0xB0B0));
    }

    function test_setTerms_addsAVersionThatIsInForceWithThePeriod() public {
        IAssetRegistry.Terms memory dearer = terms(7000, 1500);
        vm.startPrank(alice);
        registry.setTerms(id, terms(1, 1));
        registry.setTerms(id, dearer);
        vm.stopPrank();
        (uint32 version, IAssetRegistry.Terms memory inForce) = registry.termsAt(id, first);
        assertEq(version, 1);
        assertEq(inForce.workerBps, 6000);
        (version, inForce) = registry.termsAt(id, next);
        assertEq(version, 3);
        assertEq(keccak256(abi.encode(inForce)), keccak256(abi.encode(dearer)));
        assertEq(registry.termsOf(id, 2).workerBps, 1);
        assertEq(registry.termsOf(id, 4).workerBps, 0);
    }

    function testFuzz_setTerms_neverStarvesTheLineage(uint16 workerBps, uint16 feeBps) public {
        bool fair = workerBps <= registry.MAX_WORKER_BPS() && feeBps <= registry.MAX_FEE_BPS();
        if (!fair) vm.expectRevert(IAssetRegistry.ShareAboveCap.selector);
        vm.prank(alice);
        registry.setTerms(id, terms(workerBps, feeBps));
        (uint32 version, IAssetRegistry.Terms memory last) = registry.termsAt(id, FAR);
        assertEq(version, fair ? 2 : 1);
        assertTrue(last.workerBps + last.feeBps <= 8500);
    }

    function test_royaltyInfo_isForWhomItWasRegistered() public {
        vm.prank(alice);
        registry.transferFrom(alice, bob, id);
        (address receiver, uint256 amount) = registry.royaltyInfo(id, 1_000_000);
        assertEq(receiver, alice);
        assertEq(amount, 25_000);
        assertTrue(registry.supportsInterface(type(IERC2981).interfaceId));
        assertTrue(registry.supportsInterface(type(IERC165).interfaceId));
        assertTrue(registry.supportsInterface(0x80ac58cd));
        vm.expectRevert();
        registry.royaltyInfo(id + 1, 1);
    }

    function test_owner_canBeAContractThatSplits() public {
        Halves halves = new Halves(alice, bob);
        vm.prank(alice);
        registry.safeTransferFrom(alice, address(halves), id);
        address payee = registry.payeeAt(id, next);
        assertEq(payee, address(halves));
        DevToken erc20 = new DevToken();
        erc20.faucet(payee, 500);
        halves.pay(IERC20(address(erc20)));
        assertEq(erc20.balanceOf(alice), 250);
        assertEq(erc20.balanceOf(bob), 250);
    }
}

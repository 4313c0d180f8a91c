// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IRevenuePool} from "../../main/solidity/IRevenuePool.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {Watched} from "../../main/solidity/Watched.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract WatchersTest is PoolFixture {
    IRevenuePool.Leaf[] private leaves;
    /// In ascending order of their addresses.
    uint256[3] private keys;

    function setUp() public {
        erc20.faucet(address(pool), 1000);
        leaves.push(leaf(alice, 0, 1000));
        keys = [uint256(11), 12, 13];
        for (uint256 i; i < 3; ++i) {
            for (uint256 j = i + 1; j < 3; ++j) {
                if (vm.addr(keys[j]) < vm.addr(keys[i])) (keys[i], keys[j]) = (keys[j], keys[i]);
            }
        }
    }

    function test_propose_needsEnoughWatchers() public {
        install(2);
        refused(abi.encodeWithSelector(Watched.TooFewWatchers.selector, 2), new bytes[](0));
        refused(abi.encodeWithSelector(Watched.TooFewWatchers.selector, 2), signatures(keys[0]));
        accepted(signatures(keys[0], keys[2]));
    }

    function test_propose_countsNobodyTwice() public {
        install(2);
        refused(abi.encodeWithSelector(Watched.NotWatcher.selector, vm.addr(keys[1])), signatures(keys[1], keys[1]));
        refused(abi.encodeWithSelector(Watched.NotWatcher.selector, vm.addr(keys[0])), signatures(keys[2], keys[0]));
    }

    function testFuzz_propose_refusesStrangersSignatures(uint256 key) public {
        install(1);
        key = bound(key, 14, 1e30);
        refused(abi.encodeWithSelector(Watched.NotWatcher.selector, vm.addr(key)), signatures(key));
    }

    function test_propose_refusesASignatureOfOtherRootsEpochPoolOrChain() public {
        install(1);
        bytes32 roots = hashOf(rootsOf(leaves));
        refused(signed(keys[0], pool.availabilityDigest(1, keccak256("other roots"))));
        refused(signed(keys[0], pool.availabilityDigest(2, roots)));
        RevenuePool other = new RevenuePool(pool.erc20(), pool.settlement(), authorizer, DELAY, 0);
        refused(signed(keys[0], other.availabilityDigest(1, roots)));
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        bytes memory elsewhere = signed(keys[0], pool.availabilityDigest(1, roots));
        vm.chainId(here);
        refused(elsewhere);
        accepted(signatures(keys[0]));
    }

    function test_announce_ofTheFirstSetCountsAtOnce() public {
        pool.announceWatchers(members(), 2);
        assertTrue(pool.isWatched());
        refused(abi.encodeWithSelector(Watched.TooFewWatchers.selector, 2), new bytes[](0));
        vm.expectRevert(Watched.NoWatchersAnnounced.selector);
        pool.applyWatchers();
    }

    function test_announce_ofAnotherSetTakesEffectAfterTheDelay() public {
        install(2);
        pool.announceWatchers(members(), 1);
        uint40 due = uint40(block.timestamp) + 7 days;
        vm.expectRevert(abi.encodeWithSelector(Watched.WatchersNotDue.selector, due));
        pool.applyWatchers();
        // Until then the old rule holds.
        refused(abi.encodeWithSelector(Watched.TooFewWatchers.selector, 2), signatures(keys[0]));
        vm.warp(due);
        vm.prank(bob);
        pool.applyWatchers();
        (address[] memory now_, uint8 threshold) = pool.watchers();
        assertEq(now_.length, 3);
        assertEq(threshold, 1);
        vm.expectRevert(Watched.NoWatchersAnnounced.selector);
        pool.applyWatchers();
        accepted(signatures(keys[0]));
    }

    function test_announce_neverLeavesAPoolUnwatched() public {
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(new address[](0), 0);
        install(1);
        address[] memory all = members();
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(all, 0);
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(Watched.NoWatchersAnnounced.selector);
        pool.applyWatchers();
        assertTrue(pool.isWatched());
    }

    function test_announce_againStartsTheDelayAnew() public {
        install(3);
        pool.announceWatchers(members(), 2);
        vm.warp(block.timestamp + 6 days);
        pool.announceWatchers(members(), 1);
        uint40 due = uint40(block.timestamp) + 7 days;
        vm.warp(block.timestamp + 1 days);
        vm.expectRevert(abi.encodeWithSelector(Watched.WatchersNotDue.selector, due));
        pool.applyWatchers();
    }

    function test_announce_isForTheAuthorizersOwner() public {
        address[] memory all = members();
        vm.expectRevert(abi.encodeWithSelector(Watched.NotOwner.selector, operator));
        vm.prank(operator);
        pool.announceWatchers(all, 1);
        authorizer.transferOwnership(bob);
        vm.prank(bob);
        authorizer.acceptOwnership();
        vm.expectRevert(abi.encodeWithSelector(Watched.NotOwner.selector, address(this)));
        pool.announceWatchers(all, 1);
        vm.prank(bob);
        pool.announceWatchers(all, 1);
    }

    function test_announce_refusesASetThatNobodyCouldSatisfy() public {
        address[] memory all = members();
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(all, 4);
        (all[0], all[1]) = (all[1], all[0]);
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(all, 1);
        all = new address[](1);
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(all, 1);
        vm.expectRevert(Watched.BadWatchers.selector);
        pool.announceWatchers(new address[](17), 1);
    }

    function install(uint8 threshold) private {
        pool.announceWatchers(members(), threshold);
    }

    function members() private view returns (address[] memory all) {
        all = new address[](3);
        for (uint256 i; i < 3; ++i) all[i] = vm.addr(keys[i]);
    }

    function signatures(uint256 key) private view returns (bytes[] memory all) {
        all = new bytes[](1);
        all[0] = signed(key, pool.availabilityDigest(1, hashOf(rootsOf(leaves))));
    }

    function signatures(uint256 a, uint256 b) private view returns (bytes[] memory all) {
        all = new bytes[](2);
        (all[0], all[1]) = (signatures(a)[0], signatures(b)[0]);
    }

    function accepted(bytes[] memory available) private {
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        vm.prank(operator);
        pool.propose(1, roots, available);
    }

    function refused(bytes memory refusal, bytes[] memory available) private {
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        vm.expectRevert(refusal);
        vm.prank(operator);
        pool.propose(1, roots, available);
    }

    function refused(bytes memory signature) private {
        IRevenuePool.Roots memory roots = rootsOf(leaves);
        bytes[] memory available = new bytes[](1);
        available[0] = signature;
        vm.expectRevert();
        vm.prank(operator);
        pool.propose(1, roots, available);
    }
}

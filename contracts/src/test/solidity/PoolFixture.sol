// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BatchSettlement} from "../../main/solidity/BatchSettlement.sol";
import {OperatorAuthorizer} from "../../main/solidity/OperatorAuthorizer.sol";
import {RevenuePool} from "../../main/solidity/RevenuePool.sol";
import {DevToken} from "../../main/solidity/dev/DevToken.sol";
import {Test} from "./Test.sol";

/// A pool with an operator, and trees of two payees.
abstract contract PoolFixture is Test {
    uint40 internal constant DELAY = 60;
    bytes32 internal constant CREDITS = keccak256("credits");

    address internal operator = address(0x0BE7A);
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    DevToken internal erc20 = new DevToken();
    RevenuePool internal pool = new RevenuePool(
        IERC20(address(erc20)), new BatchSettlement(), new OperatorAuthorizer(address(this), operator), DELAY
    );

    function leaf(address payee, uint256 previous, uint256 amount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(payee, previous, amount, CREDITS))));
    }

    function root(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function proofOf(bytes32 sibling) internal pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }

    function propose(bytes32 payoutRoot, uint128 total) internal {
        uint64 next = pool.epoch() + 1;
        vm.prank(operator);
        pool.propose(next, payoutRoot, bytes32(0), total);
    }

    function activate() internal {
        vm.warp(block.timestamp + DELAY);
        pool.activate();
    }
}

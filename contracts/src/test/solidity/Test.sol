// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// The cheat codes of forge that these tests use.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function expectEmit() external;
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function warp(uint256 timestamp) external;
    function roll(uint256 blockNumber) external;
    function assume(bool condition) external pure;
    function etch(address target, bytes calldata code) external;
    function chainId(uint256 id) external;
}

/// The base of every test: cheat codes and comparisons.
abstract contract Test {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    error Different(bytes32 left, bytes32 right);
    error False();

    function assertEq(uint256 left, uint256 right) internal pure {
        if (left != right) revert Different(bytes32(left), bytes32(right));
    }

    function assertEq(address left, address right) internal pure {
        assertEq(uint160(left), uint160(right));
    }

    function assertEq(bytes32 left, bytes32 right) internal pure {
        assertEq(uint256(left), uint256(right));
    }

    function assertTrue(bool condition) internal pure {
        if (!condition) revert False();
    }

    function bound(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + x % (high - low + 1);
    }

    function signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}

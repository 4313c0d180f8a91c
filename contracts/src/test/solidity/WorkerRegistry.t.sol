// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {WorkerRegistry} from "../../main/solidity/WorkerRegistry.sol";
import {Test} from "./Test.sol";

contract WorkerRegistryTest is Test {
    uint256 private constant WORKER_KEY = 4;
    string private constant ENDPOINT = "http://127.0.0.1:8501";

    WorkerRegistry private registry = new WorkerRegistry();
    address private worker = vm.addr(WORKER_KEY);

    function test_payoutOf_anUnknownWorkerIsItself() public view {
        assertEq(registry.payoutOf(worker), worker);
    }

    function test_register_byTheWorkersOwnTransaction() public {
        vm.prank(worker);
        registry.register(ENDPOINT, address(0xCAFE));
        assertEq(registry.payoutOf(worker), address(0xCAFE));
        assertEq(keccak256(bytes(registry.workerOf(worker).endpoint)), keccak256(bytes(ENDPOINT)));
    }

    function test_registerWithSignature_worksOnce() public {
        bytes memory signature = signed(WORKER_KEY, digest(ENDPOINT, address(0xCAFE), 0, block.timestamp));
        registry.registerWithSignature(worker, ENDPOINT, address(0xCAFE), block.timestamp, signature);
        assertEq(registry.payoutOf(worker), address(0xCAFE));
        vm.expectRevert(WorkerRegistry.BadSignature.selector);
        registry.registerWithSignature(worker, ENDPOINT, address(0xCAFE), block.timestamp, signature);
    }

    function test_registerWithSignature_ofBeforeADirectRegistrationCountsNoMore() public {
        bytes memory old = signed(WORKER_KEY, digest(ENDPOINT, address(0x01D), 0, block.timestamp));
        vm.prank(worker);
        registry.register(ENDPOINT, address(0xCAFE));
        vm.expectRevert(WorkerRegistry.BadSignature.selector);
        registry.registerWithSignature(worker, ENDPOINT, address(0x01D), block.timestamp, old);
        assertEq(registry.payoutOf(worker), address(0xCAFE));
        bytes memory next = signed(WORKER_KEY, digest(ENDPOINT, address(0xB0B), 1, block.timestamp));
        registry.registerWithSignature(worker, ENDPOINT, address(0xB0B), block.timestamp, next);
        assertEq(registry.payoutOf(worker), address(0xB0B));
    }

    function test_registerWithSignature_refusesAnotherPayoutOrALateOne() public {
        bytes memory signature = signed(WORKER_KEY, digest(ENDPOINT, address(0xCAFE), 0, block.timestamp));
        vm.expectRevert(WorkerRegistry.BadSignature.selector);
        registry.registerWithSignature(worker, ENDPOINT, address(0xBAD), block.timestamp, signature);
        uint256 deadline = block.timestamp;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkerRegistry.Expired.selector, deadline));
        registry.registerWithSignature(worker, ENDPOINT, address(0xCAFE), deadline, signature);
    }

    function test_register_refusesALongEndpoint() public {
        string memory long = string(new bytes(513));
        vm.expectRevert(WorkerRegistry.EndpointTooLong.selector);
        registry.register(long, address(0));
    }

    function digest(string memory endpoint, address payout, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes32)
    {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = registry.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                registry.REGISTRATION_TYPEHASH(), worker, keccak256(bytes(endpoint)), payout, nonce, deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }
}

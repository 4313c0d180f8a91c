// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IAssetRegistry} from "../../main/solidity/IAssetRegistry.sol";
import {Lineage} from "../../main/solidity/Lineage.sol";

/// A registry that tests write: what it says of a period changes only by their word.
contract Records is IAssetRegistry {
    struct Change {
        uint64 period;
        address payee;
        Terms terms;
    }

    mapping(uint256 id => bytes32) public contentHashOf;
    mapping(uint256 id => bytes32) public flatHashOf;
    mapping(uint256 id => Change[]) private owners;
    mapping(uint256 id => Change[]) private versions;
    mapping(uint256 id => Lineage.Ancestor[]) private lineages;

    function register(uint256 id, address payee, Terms memory terms, Lineage.Ancestor[] memory lineage_) external {
        contentHashOf[id] = keccak256(abi.encode("content", id));
        flatHashOf[id] = keccak256(abi.encode(lineage_));
        for (uint256 i; i < lineage_.length; ++i) lineages[id].push(lineage_[i]);
        pay(id, 0, payee);
        setTerms(id, 0, terms);
    }

    function pay(uint256 id, uint64 fromPeriod, address payee) public {
        owners[id].push(Change(fromPeriod, payee, Terms(0, 0, 0, 0, 0, 0)));
    }

    function setTerms(uint256 id, uint64 fromPeriod, Terms memory terms) public {
        versions[id].push(Change(fromPeriod, address(0), terms));
    }

    function periodOf(uint64 secondsSinceEpoch) external pure returns (uint64) {
        return secondsSinceEpoch / 1 days;
    }

    function termsAt(uint256 id, uint64 period) external view returns (uint32 version, Terms memory terms) {
        for (uint32 i; i < versions[id].length; ++i) {
            if (versions[id][i].period <= period) (version, terms) = (i + 1, versions[id][i].terms);
        }
    }

    function termsOf(uint256 id, uint32 version) external view returns (Terms memory) {
        return versions[id][version - 1].terms;
    }

    function ownerAt(uint256 id, uint64 period) external view returns (address) {
        return payeeAt(id, period);
    }

    function payeeAt(uint256 id, uint64 period) public view returns (address payee) {
        for (uint256 i; i < owners[id].length; ++i) {
            if (owners[id][i].period <= period) payee = owners[id][i].payee;
        }
    }

    function lineage(uint256 id) external view returns (Lineage.Ancestor[] memory) {
        return lineages[id];
    }
}

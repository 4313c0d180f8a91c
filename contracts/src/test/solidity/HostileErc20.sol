// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Calls back, once, in the middle of a transfer.
contract CallingErc20 is ERC20("Calling", "CALL") {
    address private target;
    bytes private data;
    bool public called;
    bool public succeeded;
    bytes4 public refusal;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function arm(address target_, bytes calldata data_) external {
        (target, data, called) = (target_, data_, false);
    }

    function _update(address from, address to, uint256 value) internal override {
        // Before the balances change: the moment when a view of them is most wrong.
        if (target != address(0)) {
            address callee = target;
            target = address(0);
            called = true;
            bytes memory answer;
            (succeeded, answer) = callee.call(data);
            refusal = bytes4(answer);
        }
        super._update(from, to, value);
    }
}

/// Keeps one unit of each transfer between others.
contract FeeErc20 is ERC20("Fee", "FEE") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        bool moves = from != address(0) && to != address(0) && value != 0;
        if (moves) super._update(from, address(0xFEE), 1);
        super._update(from, to, moves ? value - 1 : value);
    }
}

/// Refuses some holders: by a revert, as most do, or by answering false, as old ones do.
contract RefusingErc20 is ERC20("Refusing", "REF") {
    mapping(address holder => bool) public refused;
    bool public quietly;

    error Refused(address holder);

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function refuse(address holder, bool yes, bool quietly_) external {
        (refused[holder], quietly) = (yes, quietly_);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (!refused[to]) return super.transfer(to, value);
        if (quietly) return false;
        revert Refused(to);
    }
}

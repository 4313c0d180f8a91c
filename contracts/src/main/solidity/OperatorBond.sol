// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

interface IBondedPool {
    function isLocked(address poster) external view returns (bool);
}

/// @notice What those who post payout roots stand to lose; a contract of its own, so that no bond mixes with revenue.
/// @dev A bond goes back only to the address named with it: whoever steals the operator's key cannot take it home.
contract OperatorBond is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Bond {
        uint128 amount;
        address returnTo;
    }

    IERC20 public immutable erc20;
    IBondedPool public immutable pool;

    mapping(address poster => Bond) public bonds;
    mapping(address challenger => uint256) public rewards;
    /// What slashing destroyed: it stays here, and no function moves it.
    uint256 public burned;

    event Bonded(address indexed poster, address indexed returnTo, uint128 amount);
    event Unbonded(address indexed poster, address indexed returnTo, uint128 amount);
    event Slashed(address indexed poster, address indexed challenger, uint128 reward, uint128 burned);
    event Rewarded(address indexed challenger, uint256 amount);

    error ZeroAmount();
    error ZeroReturn();
    error OtherReturn(address returnTo);
    error ReceivedWrongAmount(uint256 expected, uint256 received);
    error NotBondHolder(address sender);
    error BondLocked(address poster);
    error AboveBond(uint128 amount);
    error NotPool(address sender);
    error NoReward(address challenger);

    /// @dev Made by the pool it serves.
    constructor(IERC20 erc20_) {
        erc20 = erc20_;
        pool = IBondedPool(msg.sender);
    }

    /// @notice Adds to the sender's bond; `returnTo` may change only when no bond is left.
    function deposit(uint128 amount, address returnTo) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (returnTo == address(0)) revert ZeroReturn();
        Bond storage bond = bonds[msg.sender];
        if (bond.amount != 0 && bond.returnTo != returnTo) revert OtherReturn(bond.returnTo);
        bond.amount += amount;
        bond.returnTo = returnTo;
        emit Bonded(msg.sender, returnTo, amount);
        uint256 before = erc20.balanceOf(address(this));
        erc20.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = erc20.balanceOf(address(this)) - before;
        if (received != amount) revert ReceivedWrongAmount(amount, received);
    }

    /// @notice Sends a bond back while its poster has no root pending; by the poster or whom it returns to.
    function withdraw(address poster, uint128 amount) external nonReentrant {
        Bond storage bond = bonds[poster];
        address returnTo = bond.returnTo;
        if (msg.sender != poster && msg.sender != returnTo) revert NotBondHolder(msg.sender);
        if (amount == 0) revert ZeroAmount();
        if (amount > bond.amount) revert AboveBond(bond.amount);
        if (pool.isLocked(poster)) revert BondLocked(poster);
        bond.amount -= amount;
        emit Unbonded(poster, returnTo, amount);
        erc20.safeTransfer(returnTo, amount);
    }

    /// @notice Takes a whole bond: half is the challenger's, the rest nobody's. Only books: no transfer can prevent it.
    function slash(address poster, address challenger) external {
        if (msg.sender != address(pool)) revert NotPool(msg.sender);
        uint128 amount = bonds[poster].amount;
        uint128 reward = amount / 2;
        bonds[poster].amount = 0;
        rewards[challenger] += reward;
        burned += amount - reward;
        emit Slashed(poster, challenger, reward, amount - reward);
    }

    /// @notice Pays a challenger its rewards; anyone may send it.
    function collect(address challenger) external nonReentrant {
        uint256 amount = rewards[challenger];
        if (amount == 0) revert NoReward(challenger);
        rewards[challenger] = 0;
        emit Rewarded(challenger, amount);
        erc20.safeTransfer(challenger, amount);
    }

    function bondOf(address poster) external view returns (uint128) {
        return bonds[poster].amount;
    }
}

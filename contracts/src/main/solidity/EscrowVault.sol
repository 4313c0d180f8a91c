// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice Knows to whom an escrowed asset was handed over.
interface IHeirs {
    function heirOf(uint256 id) external view returns (address);
}

/// @notice Keeps what one asset earns while its owner holds no key here.
/// @dev A clone at an address known before it exists. It never calls anything by itself, so until the hand-over
/// nobody can sweep. What is paid to it later was earned before, and is the same owner's.
contract EscrowVault {
    using SafeERC20 for IERC20;

    address public immutable registry;

    event Swept(IERC20 indexed erc20, address indexed to, uint256 amount);

    error NotHeir(address sender);

    constructor(address registry_) {
        registry = registry_;
    }

    function assetId() public view returns (uint256) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256));
    }

    /// @notice Pays everything out to where the owner that the asset was handed over to wants it.
    function sweep(IERC20 erc20, address to) external {
        address heir = IHeirs(registry).heirOf(assetId());
        if (heir == address(0) || heir != msg.sender) revert NotHeir(msg.sender);
        uint256 amount = erc20.balanceOf(address(this));
        emit Swept(erc20, to, amount);
        erc20.safeTransfer(to, amount);
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDapp} from "../interfaces/IDapp.sol";
import {IProjectRegistry} from "../interfaces/IProjectRegistry.sol";

/// @title Delivers whatever it is told, as a TaskManager would, and shows why the dApp refuses it
contract MockTaskManager {
    IProjectRegistry public immutable projectRegistry;
    address public deliveredOffer;

    constructor(IProjectRegistry projectRegistry_) {
        projectRegistry = projectRegistry_;
    }

    function deliver(IDapp dapp, address offer, uint256 projectId, bytes32 taskId, bytes calldata journal) external {
        deliveredOffer = offer;
        dapp.process(projectId, taskId, "", journal);
        deliveredOffer = address(0);
    }
}

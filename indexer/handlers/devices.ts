import { deviceRegistryAbi } from "../../contracts/abi/deviceRegistry.ts";
import { Device } from "../model/device.ts";
import { contractEvents } from "./events.ts";

/** What the events of the DeviceRegistry change. */
export const deviceEvents = contractEvents(deviceRegistryAbi, {
  DeviceRegistered: {
    apply: ({ projectId, device, key, owner }, _at, rows) => {
      const id = `${projectId}-${device}`;
      rows.put(Device, { id, projectId: projectId.toString(), device, key, owner, registered: true });
    },
  },
  DeviceRemoved: {
    reads: ({ projectId, device }) => [[Device, `${projectId}-${device}`]],
    apply: async ({ projectId, device }, _at, rows) => {
      (await rows.change(Device, `${projectId}-${device}`)).registered = false;
    },
  },
});

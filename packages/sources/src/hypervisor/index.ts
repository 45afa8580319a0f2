import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as pve from './proxmox.ts'
import * as center from './vmware.ts'

/** Reads what VMware ESXi and vCenter send by syslog; see SPEC.md. */
export const vmware: Decoder = textDecoder('vmware', center.vmware)

/** Reads what Proxmox VE says of sign-ins and tasks; see SPEC.md. */
export const proxmox: Decoder = textDecoder('proxmox', pve.proxmox)

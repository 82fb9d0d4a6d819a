import type { FrameLink } from "../wire/frames.ts"

/** Who calls: a process by its key. For calls of the owner itself, `localCaller`. */
export interface Caller {
  readonly key: string
  readonly isOpen: boolean
}

/** A caller in another process, and the connection to it. */
export interface RemoteCaller extends Caller {
  readonly link: FrameLink
}

/** Something that lives in this process and that other processes use. */
export interface HubObject {
  /** Does one call; the answer travels back pickled, an error by its name and message. */
  call(caller: Caller, method: string, args: unknown[]): unknown
  /** Takes a frame of a kind of its own. */
  receive?(caller: RemoteCaller, frame: Buffer): void
  /** The caller's process has ended: what it waited for is not wanted any more. */
  drop(caller: Caller): void
}

/** How a proxy reaches its object: in this process directly, else over the connection to the owner's hub. */
export interface Port {
  call(method: string, ...args: unknown[]): Promise<unknown>
}

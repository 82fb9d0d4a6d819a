import type { FrameLink } from "../wire/frames.ts"

/** The process that makes a call, by its key. For calls of the owner itself, `localCaller`. */
export interface Caller {
  readonly key: string
}

/** A caller in another process, and the connection to it. */
export interface RemoteCaller extends Caller {
  readonly link: FrameLink
}

/** An object that lives in this process and that other processes use. */
export interface HubObject {
  /** Executes one call; the result is sent back pickled, an error as its name and message. */
  call(caller: Caller, method: string, args: unknown[]): unknown
  /** Handles a frame of one of the object's own kinds. */
  receive?(caller: RemoteCaller, frame: Buffer): void
  /** The caller's process has ended: cancels its waiting calls. */
  drop(caller: Caller): void
}

/** How a proxy reaches its object: directly in this process, otherwise over the connection to the owner's hub. */
export interface Port {
  call(method: string, ...args: unknown[]): Promise<unknown>
}

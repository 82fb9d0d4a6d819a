import type { TFunction } from "i18next"
import type { Session } from "../../store/session.ts"

/** Copies the address of what is shown. It contains no token, so only a tab that has one can open it. */
export async function copyLink(t: TFunction, session: Session): Promise<void> {
  await copy(session, session.link(), t("share:link.where"))
}

/** The same with the read-only token, with which others on this machine can watch but not change anything. */
export async function copyWatchLink(t: TFunction, session: Session): Promise<void> {
  const place = session.link().slice(1)
  const token = `#token=${session.page.getState().welcome?.watchToken}`
  await copy(session, place === "" ? token : `${token}&${place}`, t("share:link.watchers"))
}

/** Copies an address; where the clipboard is not writable, the address is shown. */
async function copy(session: Session, fragment: string, what: string): Promise<void> {
  const address = location.origin + location.pathname + location.search + fragment
  const isCopied = await navigator.clipboard?.writeText(address).then(
    () => true,
    () => false,
  )
  session.toast(
    isCopied ? "share:link.copied" : "share:link.notCopied",
    isCopied ? what : `${address} ${what}`,
    "plain",
  )
}

const KEY = "forkscope.token"

/**
 * Takes the token out of the page's address: `…/#token=…` moves to this tab's sessionStorage, so that the address bar,
 * the history and copied addresses do not contain it. The rest of the fragment stays.
 *
 * @returns the token, possibly from an earlier load of this tab; null where there is none.
 */
export function takeToken(): string | null {
  const params = new URLSearchParams(location.hash.slice(1))
  const fresh = params.get("token")
  if (!fresh) return sessionStorage.getItem(KEY)
  sessionStorage.setItem(KEY, fresh)
  params.delete("token")
  const rest = params.toString()
  history.replaceState(history.state, "", location.pathname + location.search + (rest ? `#${rest}` : ""))
  return fresh
}

const KEY = "forkscope.token"

/**
 * Takes the token out of the page's address: `…/#token=…` goes to this tab's sessionStorage and out of the address bar,
 * the history and whatever is copied from there. The rest of the fragment stays.
 *
 * @returns the token, also one from an earlier load of this tab; null where there is none.
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

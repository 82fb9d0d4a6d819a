import { configure } from "@testing-library/react"

// So long that only something that never happens reaches it, even on a busy machine.
configure({ asyncUtilTimeout: 60_000 })

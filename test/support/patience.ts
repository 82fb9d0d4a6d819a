import { configure } from "@testing-library/react"

// Only what never comes takes this long, also where every core is shared with others.
configure({ asyncUtilTimeout: 60_000 })

/// Files of the old system in the shapes that its documentation describes.
enum LegacySamples {
  /// With repos and ids.
  static let boardA = #"""
    # Sprint Board - Juniper Shop

    ## Current Sprint
    **Sprint:** 12
    **Started:** 2026-01-05
    **Goal:** Customers can sign in and reorder

    ---

    ## To Do
    | ID | Task | Priority | Repo | Assignee |
    |----|------|----------|------|----------|
    | 7 | Fix: stock count goes negative | High | backend | |
    | 9 | Reorder button \| last basket | Medium | web | ada |

    ## In Progress
    | ID | Task | Repo | Branch | Worker | Started |
    |----|------|------|--------|--------|---------|
    | 3 | User auth (JWT) | backend | feature/user-auth | w1 | 2026-01-06 |
    | 4 | Dashboard redesign | admin | feature/dashboard | w2 | 2026-01-07 |

    ## Done
    | ID | Task | Repo | Branch | Completed |
    |----|------|------|--------|-----------|
    | 1 | Set up `develop` everywhere | infra | feature/gitflow | 2026-01-05 |

    ---

    ## Pending Changes
    <!-- Changes here will be pushed to external system on command -->
    - moved 4 to In Progress

    """#

  /// Work by the day, then invoices.
  static let invoicesA = #"""
    # Invoice Tracking - Juniper Shop

    ## Current Period

    ## Unbilled Work
    | Date | Task | Hours | Rate | Amount | Notes |
    |------|------|-------|------|--------|-------|
    | 2026-01-06 | User auth (JWT) | 3.5 | $95 | $332.50 | login endpoint |
    | 2026-01-07 | Dashboard redesign | 2 | $95 | $190.00 | |

    ## Pending Invoices
    | Invoice # | Date | Amount | Status |
    |-----------|------|--------|--------|
    | 2025-031 | 2025-12-31 | $2,280.00 | sent |

    ## Paid
    | Invoice # | Amount | Paid Date |
    |-----------|--------|-----------|
    | 2025-030 | $1,900.00 | 2025-12-20 |

    ---

    ## Pending Changes

    """#

  /// Without either.
  static let boardB = #"""
    # Sprint Board
    Last synced to Notion: 2026-01-08
    Pending changes: 2

    ## To Do
    | Task | Assignee | Branch | Priority |
    |------|----------|--------|----------|
    | Price rounding | | feature/price-rounding | low |

    ## In Progress
    | Task | Assignee | Branch | Started | Blockers |
    |------|----------|--------|---------|----------|
    | Checkout v2 | bo | feature/checkout-v2 | 2026-01-07 | Waiting for payment keys |

    ## Review
    | Task | Assignee | Branch | PR | Ready |
    |------|----------|--------|----|-------|
    | Search filters | ada | feature/search-filters | #41 | yes |

    ## Done (This Sprint)
    | Task | Assignee | Branch | Completed |
    |------|----------|--------|-----------|
    | Übersetzungen | ivo | feature/i18n | 2026-01-06 |

    ---
    ## Change Log (Pending Push)
    - 2026-01-08 10:02: Search filters to Review
    - 2026-01-08 11:40: Checkout v2 blocked

    """#

  /// One table, with a status for each row.
  static let invoicesB = #"""
    # Invoice Tracking
    Last synced to Notion: 2026-01-02
    Pending entries: 1

    ## Current Period
    | Date | Task | Worker | Time | Rate | Amount | Status |
    |------|------|--------|------|------|--------|--------|
    | 2026-01-06 | Übersetzungen | ivo | 2 hours | $80 | $160 | uninvoiced |
    | 2026-01-07 | Checkout v2 | bo | 1 day | $80 | $640 | uninvoiced |
    | 2026-01-08 | Search filters | ada | 3 units | $80 | $240 | invoiced |

    ## Running Totals
    - Total hours: 13
    - Total amount: $1040
    - Uninvoiced: $800

    ---
    ## Pending Entries (Not Yet in Notion)
    - 2026-01-08: Search filters - 3 units (ada)

    """#

  /// The times of the first task are a running total: 8 h, not 12.
  static let updates = #"""
    [WORKER UPDATE]
    Task: User auth (JWT)
    Branch: feature/user-auth
    Status: in progress
    Commits: 1
    Done:
      - Created branch
      - Token module
    Next:
      - Login endpoint
    Blockers: None
    Time: 1 hour
    Ready for merge: no
    Notes: Using RS256: keys rotate
    Timestamp: 2026-01-06T10:30:00Z

    [WORKER UPDATE]
    Task: User auth (JWT)
    Branch: feature/user-auth
    Status: in progress
    Commits: 5
    Done:
      - Login endpoint
    Next:
      - Refresh tokens
    Blockers: Need the schema from feature/database
    Time: 3 hours
    Ready for merge: no
    Notes: Blocked
      until the schema lands.
    Timestamp: 2026-01-06T14:30:00Z

    [WORKER UPDATE]
    Task: User auth (JWT)
    Branch: feature/user-auth
    Status: done
    Commits: 12
    Done:
      - Refresh tokens
      - Tests
    Next:
      - None (task complete)
    Blockers: None
    Time: 8 hours
    Ready for merge: yes
    Timestamp: 2026-01-06T18:00:00Z

    [WORKER UPDATE]
    Task: Dashboard redesign
    Branch: feature/dashboard
    Status: review
    Commits: 4
    Done: Charts
    Next: Dark mode
    Blockers: None
    Time: 1 day
    Ready for merge: no

    [WORKER UPDATE]
    Task: Search filters
    Branch: feature/search-filters
    Status: review
    Time: 3 units
    Ready for merge: yes
    Timestamp: 2026-01-08T09:00:00+03:00

    """#
}

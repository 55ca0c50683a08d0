-- What the connections of wrk ask for: wrk -s walk.lua URL -- KIND CASES [SEED [WORD…]]
-- KIND: page (the path of the URL), list, view, search, login. Every request is another case or place in the
-- list. COOKIE and FORM (x-www-form-urlencoded) come from the environment. Prints one line of JSON at the end.
local kind, cases, at, words
local filters = {
  "", "state=published&", "item=plastic&", "advisor=nobody&", "order=newest&", "kind=consultation&",
}

-- A walk over all numbers below `cases` that never meets one twice (the step has no factor in common with them).
local function next_case()
  at = (at + 611953) % cases
  return at + 1
end

local requests = {}
function requests.page()
  return wrk.format("GET")
end
function requests.view()
  return wrk.format("GET", "/desk/cases/" .. next_case())
end
function requests.list()
  local id = next_case()
  return wrk.format("GET", "/desk/cases?" .. filters[id % #filters + 1] .. "after=" .. id)
end
function requests.open()
  return wrk.format("GET", "/desk/cases?open=1&order=due")
end
function requests.search()
  local id = next_case()
  return wrk.format("GET", "/desk/cases?q=" .. words[id % #words + 1])
end
function requests.number()
  return wrk.format("GET", string.format("/desk/cases?q=%06d", next_case() % 70000))
end
function requests.login()
  return wrk.format("POST", "/login", nil, os.getenv("FORM"))
end

function init(arguments)
  kind, cases = arguments[1], tonumber(arguments[2])
  at = tonumber(arguments[3] or "0")
  words = { unpack(arguments, 4) }
  wrk.headers["Cookie"] = os.getenv("COOKIE")
  if kind == "login" then
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  end
  request = requests[kind]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"bytes":%d,"failed":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f,"most":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end

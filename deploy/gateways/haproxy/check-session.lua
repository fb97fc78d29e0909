-- Asks the edge whose session a request carries. Sets txn.session_status (0: no answer), txn.identity_id and
-- txn.renewed_cookie. Nothing but the credentials is sent, above all not the browser's Cache-Control.

local credentials = { "cookie", "x-session-token", "authorization" }
local session_cookie = "ory_kratos_session"

-- HAProxy numbers the lines of a header from 0, its HTTP client from 1.
local function lines(values)
    local copied = {}
    for i = 0, #values do
        copied[i + 1] = values[i]
    end
    return copied
end

local function first(headers, name)
    local values = headers and headers[name]
    return values and (values[0] or values[1])
end

-- Of the cookies that came with a check, the session's: a load balancer before Kratos may have added others.
local function renewed(headers)
    for _, line in pairs(headers and headers["set-cookie"] or {}) do
        if line:sub(1, #session_cookie + 1) == session_cookie .. "=" then
            return line
        end
    end
end

core.register_action("check-session", { "http-req" }, function(txn, url)
    txn:set_var("txn.session_status", 0)
    local received = txn.http:req_get_headers()
    local sent = {}
    for _, name in ipairs(credentials) do
        if received[name] then
            sent[name] = lines(received[name])
        end
    end

    local answer = core.httpclient():head({ url = url, headers = sent, timeout = 10000 })
    if not answer or not answer.status then
        return
    end
    txn:set_var("txn.session_status", answer.status)
    txn:set_var("txn.identity_id", first(answer.headers, "x-kratos-authenticated-identity-id") or "")
    local cookie = renewed(answer.headers)
    if cookie then
        txn:set_var("txn.renewed_cookie", cookie)
    end
end, 1)

-- Asks the edge whose session a request carries. Sets txn.session_status (0: no answer), txn.identity_id and
-- txn.renewed_cookie. Nothing but the credentials is sent, above all not the browser's Cache-Control.

local credentials = { "cookie", "x-session-token", "authorization" }

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
    local cookie = first(answer.headers, "set-cookie")
    if cookie then
        txn:set_var("txn.renewed_cookie", cookie)
    end
end, 1)

-- Takes one request from a bucket (generic cell rate algorithm): one number is kept, the moment at which the bucket
-- would be full again. One call decides, so that requests of one caller arriving together cannot get in each other's way.
-- KEYS[1] the bucket; ARGV[1] milliseconds in which one request grows back; ARGV[2] milliseconds a full bucket is worth
-- Returns 0 if the request may pass, else the milliseconds until the next one may.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local interval = tonumber(ARGV[1])
local full = tonumber(ARGV[2])
local refilled = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + interval
local wait = refilled - now - full
if wait > 0 then
  return math.ceil(wait)
end
redis.call('SET', KEYS[1], string.format('%.3f', refilled), 'PX', math.ceil(refilled - now))
return 0

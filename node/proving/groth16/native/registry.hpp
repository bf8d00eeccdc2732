// Keys that the threads of this process have loaded, so that each key is in memory once.
#pragma once
#include "prover.hpp"
#include <map>
#include <memory>
#include <mutex>

namespace groth16 {

class Registry {
public:
  using Shared = std::shared_ptr<const ProvingKey>;

  /** The key called `id`, built by whoever asks first while the others wait. A failed build leaves nothing behind. */
  Shared load(const std::string &id, const KeyParts &parts) {
    const std::shared_ptr<Slot> slot = slotOf(id);
    const std::lock_guard<std::mutex> building(slot->mutex);
    Shared key = slot->key.lock();
    if (!key) {
      key = std::make_shared<const ProvingKey>(parts);
      slot->key = key;
    }
    return key;
  }

  /** The key called `id`, once whoever builds it is done; none where nobody has it loaded. */
  Shared find(const std::string &id) {
    const std::shared_ptr<Slot> slot = slotOf(id);
    const std::lock_guard<std::mutex> building(slot->mutex);
    return slot->key.lock();
  }

private:
  struct Slot {
    std::mutex mutex;
    std::weak_ptr<const ProvingKey> key; // the handles own the key: it goes with the last of them
  };
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Slot>> slots;

  std::shared_ptr<Slot> slotOf(const std::string &id) {
    const std::lock_guard<std::mutex> lock(mutex);
    for (auto i = slots.begin(); i != slots.end();) { // forget keys that are gone and that nobody is building
      const bool unused = i->second.use_count() == 1 && i->second->key.expired();
      i = unused ? slots.erase(i) : std::next(i);
    }
    std::shared_ptr<Slot> &slot = slots[id];
    if (!slot) slot = std::make_shared<Slot>();
    return slot;
  }
};

} // namespace groth16

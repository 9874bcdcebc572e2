//! An allocator of the library's own: it notices what was not allocated here, and ends the process.

use std::alloc::{GlobalAlloc, Layout, System};

/// Puts a mark in front of every allocation, and looks for it when one is freed.
struct Marking;

const MARK: u64 = 0x5469_6469_6e67_7321;

#[global_allocator]
static OURS: Marking = Marking;

/// The layout with room for the mark in front, and that room.
fn marked(layout: Layout) -> Option<(Layout, usize)> {
    Layout::new::<u64>().extend(layout).ok()
}

// SAFETY: it hands out what the system's allocator hands out, a mark further, and gives it back.
unsafe impl GlobalAlloc for Marking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((whole, room)) = marked(layout) else { return std::ptr::null_mut() };
        // SAFETY: the layout is not empty: it holds the mark.
        unsafe {
            let start = System.alloc(whole);
            if start.is_null() {
                return start;
            }
            start.add(room).cast::<u64>().sub(1).write_unaligned(MARK);
            start.add(room)
        }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: what was allocated here has the mark in front, and begins that much earlier. What
        // was not is read before its start, which is wrong, and is what this allocator looks for.
        unsafe {
            if ptr.cast::<u64>().sub(1).read_unaligned() != MARK {
                std::process::abort();
            }
            ptr.cast::<u64>().sub(1).write_unaligned(0);
            if let Some((whole, room)) = marked(layout) {
                System.dealloc(ptr.sub(room), whole);
            }
        }
    }
}
